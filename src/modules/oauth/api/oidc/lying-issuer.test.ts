import { expect, test } from 'vitest';
import { startLyingProvider, type Lies } from '$tests/lying-provider';
import { failures } from '$tests/network-edge';
import { newRequest } from '$tests/provider-browser';
import { readCallback } from '../http/callback-query';
import { ProviderError } from '../identity/provider';
import { createIssuerProvider } from './create-issuer-provider';

const clientId = 'porchlight';
const redirectUri = 'http://localhost:3000/oauth/acme/callback';

const connect = (issuer: string) =>
	createIssuerProvider(
		{ id: 'acme', name: 'Acme', issuer, clientId, clientSecret: 's3cret' },
		redirectUri
	);

const whole = { email: 'ada@acme.example', email_verified: true, name: 'Ada Lovelace' };

interface Answer {
	lies?: Lies;
	query?: Record<string, string>;
	reauthenticate?: boolean;
}

/** Comes back with a code, and asks a new liar, of whom nothing is kept, who it is. */
async function ask({ lies, query, reauthenticate = false }: Answer = {}) {
	const liar = await startLyingProvider(clientId);
	const request = newRequest({ reauthenticate });
	liar.prepare(request.nonce, lies);
	const callback = new URL(redirectUri);
	const parameters = { code: 'a code', state: request.state, iss: liar.issuer, ...query };
	for (const [name, value] of Object.entries(parameters)) callback.searchParams.set(name, value);
	try {
		return await connect(liar.issuer).fetchIdentity(callback, request);
	} finally {
		await liar.stop();
	}
}

const claims = (changes: Record<string, unknown>): Answer => ({
	lies: { claims: (truth) => ({ ...truth, ...changes }) }
});
/** A time so many seconds from when the token is made, not from when this file was read. */
const inSeconds = (name: string, seconds: number): Answer => ({
	lies: { claims: (truth) => ({ ...truth, [name]: now() + seconds }) }
});
const now = () => Math.floor(Date.now() / 1000);
type Json = Record<string, unknown>;
const withoutKid = ({ kid: _, ...rest }: Json) => rest;
const withoutIds = ({ keys }: Json) => ({ keys: (keys as Json[]).map(withoutKid) });
const withStrangeKeys = ({ keys }: Json) => ({
	keys: [{ kty: 'OKP', crv: 'X9' }, { kty: 'quantum' }, ...(keys as Json[])]
});

test('the truth passes', async () => {
	expect(await ask()).toEqual({
		provider: 'acme',
		issuer: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
		subject: 'ada',
		email: 'ada@acme.example',
		emailVerified: true,
		displayName: 'Ada',
		authTime: null
	});
});

test.each<[string, Answer]>([
	[
		'we are one audience of several, and the authorised party',
		claims({ aud: ['a', clientId], azp: clientId })
	],
	[
		'the token has no key id and there is one key',
		{ lies: { header: ({ kid: _, ...rest }) => rest } }
	],
	['there are two keys and the token names its own', { lies: { keys: 2 } }],
	['the clocks differ by some seconds', inSeconds('iat', 45)],
	[
		'the token has no key id and there are two keys',
		{ lies: { keys: 2, header: ({ kid: _, ...rest }) => rest } }
	],
	['the keys have no ids', { lies: { keys: 2, jwks: withoutIds } }],
	['neither token nor keys have ids', { lies: { keys: 2, jwks: withoutIds, header: withoutKid } }],
	['a key is there that nobody understands', { lies: { jwks: withStrangeKeys } }],
	['it signs with ES384', { lies: { algorithm: 'ES384' } }],
	['it signs with ES512', { lies: { algorithm: 'ES512' } }],
	['it signs with RS512', { lies: { algorithm: 'RS512' } }],
	['it signs with PS384', { lies: { algorithm: 'PS384' } }],
	['it signs with EdDSA', { lies: { algorithm: 'EdDSA', keys: 2, header: withoutKid } }],
	...Object.entries<Record<string, unknown>>({
		'scope null': { scope: null },
		'a list of scopes': { scope: ['openid', 'email'] },
		'expires_in null': { expires_in: null },
		'expires_in in digits': { expires_in: '3600' },
		'expires_in in words': { expires_in: 'never' },
		'a negative expires_in': { expires_in: -1 },
		'token_type null': { token_type: null },
		'no token_type': { token_type: undefined },
		'token_type in capitals': { token_type: 'BEARER' },
		'refresh_token null': { refresh_token: null },
		'error null': { error: null, error_description: null },
		'members of its own': { extra: { deep: [null, 1] } }
	}).map(([what, changes]): [string, Answer] => [
		`the token comes with ${what}`,
		{ lies: { tokens: (truth) => ({ ...truth, ...changes }) } }
	]),
	[
		'the discovery is full of null',
		{
			lies: {
				discovery: (truth) => ({
					...{ ...truth, scopes_supported: null, claims_supported: null },
					...{ token_endpoint_auth_methods_supported: null, end_session_endpoint: null },
					...{ id_token_signing_alg_values_supported: null },
					authorization_response_iss_parameter_supported: null
				})
			}
		}
	],
	[
		'the keys are full of null',
		{
			lies: {
				jwks: ({ keys }) => ({
					keys: (keys as object[]).map((key) => ({ ...key, x5c: null, ext: null, key_ops: null }))
				})
			}
		}
	],
	...['/.well-known/openid-configuration', '/jwks', '/token', '/userinfo'].flatMap((path) =>
		[
			{ type: 'text/plain; charset=utf-8' },
			{ type: 'application/octet-stream' },
			{ type: 'application/x-www-form-urlencoded' },
			{ type: 'text/html' },
			{ type: '' },
			{ status: 201 },
			{ status: 203, type: 'text/json' }
		].map((wrapping): [string, Answer] => [
			`${path} comes as ${JSON.stringify(wrapping)}`,
			{ lies: { wrapping: { [path]: wrapping } } }
		])
	),
	[
		'the token comes as a form',
		{ lies: { wrapping: { '/token': { form: true, type: 'application/x-www-form-urlencoded' } } } }
	],
	[
		'the token comes as a form that is called plain text',
		{ lies: { wrapping: { '/token': { form: true, type: 'text/plain' } } } }
	],
	['the answer names no issuer, and the issuer does not say that it would', { query: { iss: '' } }]
])('the truth passes when %s', async (_, answer) => {
	expect(await ask(answer)).toMatchObject({ subject: 'ada' });
});

test.each<[string, Answer]>([
	['another issuer (iss)', claims({ iss: 'https://evil.example' })],
	['no issuer', claims({ iss: undefined })],
	['no subject', claims({ sub: undefined })],
	['an empty subject', claims({ sub: '' })],
	['a number for a subject', claims({ sub: 7 })],
	['a subject of 256 characters', claims({ sub: 'a'.repeat(256) })],
	['another audience (aud)', claims({ aud: 'somebody-else' })],
	['no audience', claims({ aud: undefined })],
	['a second audience without azp', claims({ aud: [clientId, 'somebody-else'] })],
	['another authorised party (azp)', claims({ azp: 'somebody-else' })],
	['no iat', claims({ iat: undefined })],
	['an iat in the future', inSeconds('iat', 3600)],
	['an iat of yesterday', inSeconds('iat', -86_400)],
	['an expired token', inSeconds('exp', -60)],
	['no exp', claims({ exp: undefined })],
	['a token that counts only later (nbf)', inSeconds('nbf', 3600)],
	['another nonce', claims({ nonce: 'of-another-transaction' })],
	['no nonce', claims({ nonce: undefined })],
	['a signature by another key', { lies: { signature: 'another key' } }],
	['alg none', { lies: { signature: 'none' } }],
	['HS256 with the public key', { lies: { signature: 'HS256 with the public key' } }],
	[
		'a signature by another key, without kid and with several keys',
		{ lies: { keys: 2, header: withoutKid, signature: 'another key' } }
	],
	[
		'a signature by another key, with keys that have no ids',
		{ lies: { keys: 2, jwks: withoutIds, signature: 'another key' } }
	],
	['an iat further ahead than clocks differ', inSeconds('iat', 75)],
	['a token of another type', { lies: { tokens: (truth) => ({ ...truth, token_type: 'mac' }) } }],
	['an error with 200', { lies: { tokens: () => ({ error: 'invalid_grant' }) } }],
	['a key id that nobody has', { lies: { header: (truth) => ({ ...truth, kid: 'x' }) } }],
	[
		'an unknown critical header',
		{ lies: { header: (truth) => ({ ...truth, crit: ['x'], x: 1 }) } }
	],
	['userinfo with another sub', { lies: { userInfo: (truth) => ({ ...truth, sub: 'eve' }) } }],
	['userinfo without sub', { lies: { userInfo: ({ sub: _, ...rest }) => rest } }],
	['no ID token', { lies: { tokens: ({ id_token: _, ...rest }) => rest } }],
	['an ID token that is none', { lies: { tokens: (truth) => ({ ...truth, id_token: 'x.y.z' }) } }],
	['no access token', { lies: { tokens: ({ access_token: _, ...rest }) => rest } }],
	['another issuer in the answer (iss)', { query: { iss: 'https://evil.example' } }],
	['the state of another transaction', { query: { state: 'another' } }],
	['no state', { query: { state: '' } }],
	['no code', { query: { code: '' } }],
	[
		'no issuer in the answer of one that says it sends it',
		{
			query: { iss: '' },
			lies: {
				discovery: (truth) => ({
					...truth,
					authorization_response_iss_parameter_supported: true
				})
			}
		}
	]
])('%s is refused', async (_, answer) => {
	const failure = await ask(answer).then(String, (error: unknown) => error);
	expect(failure).toBeInstanceOf(ProviderError);
	expect(failure).toMatchObject({ code: 'rejected' });
});

test.each(['none', 'HS256 with the public key'] as const)(
	'%s is refused even where the issuer says that it uses it',
	async (signature) => {
		const all = ['none', 'HS256', 'RS256'];
		const discovery = (truth: object) => ({
			...truth,
			id_token_signing_alg_values_supported: all
		});
		await expect(ask({ lies: { signature, discovery } })).rejects.toMatchObject({
			code: 'rejected'
		});
	}
);

test.each<[string, Lies['discovery']]>([
	['another issuer', (truth) => ({ ...truth, issuer: 'https://evil.example' })],
	['no issuer', ({ issuer: _, ...rest }) => rest],
	['no keys', ({ jwks_uri: _, ...rest }) => rest],
	[
		'signatures by secret alone',
		(truth) => ({ ...truth, id_token_signing_alg_values_supported: ['HS256'] })
	]
])('discovery with %s is refused', async (_, discovery) => {
	await expect(ask({ lies: { discovery } })).rejects.toMatchObject({ code: 'misconfigured' });
});

test('discovery that leads elsewhere over http is refused', async () => {
	const discovery = (truth: object) => ({ ...truth, token_endpoint: 'http://10.0.0.1/token' });
	await expect(ask({ lies: { discovery } })).rejects.toMatchObject({ code: 'misconfigured' });
});

test.each([
	['an old proof', now() - 3600],
	['a proof in the future', now() + 3600],
	['a proof in words', 'now']
])('asked for a fresh one, %s is refused', async (_, auth_time) => {
	await expect(ask({ ...claims({ auth_time }), reauthenticate: true })).rejects.toMatchObject({
		code: 'rejected'
	});
});

test.each([undefined, null])('asked for one, %s says that there is none', async (auth_time) => {
	await expect(ask({ ...claims({ auth_time }), reauthenticate: true })).rejects.toMatchObject({
		code: 'unproven'
	});
});

test('parameters given twice are refused', async () => {
	const request = newRequest();
	const query = `?code=a&code=b&state=${request.state}`;
	expect(() => readCallback(new URL(redirectUri + query), request)).toThrow(/code twice/);
});

test.each([
	['access_denied', 'denied'],
	['login_required', 'denied'],
	['temporarily_unavailable', 'unreachable'],
	['invalid_scope', 'misconfigured'],
	['__proto__', 'rejected'],
	['<script>', 'rejected']
])('the error %s is told as %s', async (error, code) => {
	await expect(ask({ query: { error } })).rejects.toMatchObject({ code });
});

test('an unverified address stays so, and no other source vouches for it', async () => {
	const lies: Lies = {
		claims: (truth) => ({ ...truth, email: 'boss@victim.example' }),
		userInfo: (truth) => ({ ...truth, email_verified: true })
	};
	expect(await ask({ lies })).toMatchObject({
		email: 'boss@victim.example',
		emailVerified: false
	});
});

test.each([
	['not an address', null, false],
	[['a@b.example'], null, false],
	['Ada@ACME.Example', 'ada@acme.example', true],
	[' ada@acme.example\t', 'ada@acme.example', true],
	['ada@acme.example, eve@evil.example', null, false]
])('the address %j is taken as %j', async (email, taken, emailVerified) => {
	const userInfo = (truth: object) => ({ ...truth, email });
	expect(await ask({ lies: { userInfo } })).toMatchObject({ email: taken, emailVerified });
});

test.each([
	['a\u202eb\u0000\nc', 'a b c'],
	[`${'x'.repeat(200)}`, 'x'.repeat(80)],
	['   ', null],
	[7, null]
])('the name %j is taken as %j', async (name, displayName) => {
	const userInfo = (truth: object) => ({ ...truth, name });
	expect(await ask({ lies: { userInfo } })).toMatchObject({ displayName });
});

test.each<[object, string | null]>([
	[{ given_name: 'Ada', family_name: 'Lovelace' }, 'Ada Lovelace'],
	[{ name: '', given_name: 'Ada' }, 'Ada'],
	[{ name: null, family_name: 'Lovelace', nickname: 'ada' }, 'Lovelace'],
	[{ given_name: '花子', family_name: '山田' }, '山田 花子'],
	[{ name: null, nickname: 'ada', preferred_username: 'al' }, 'ada'],
	[{ preferred_username: 'al' }, 'al'],
	[{ preferred_username: 'ada@acme.example' }, null]
])('of a person with %j the name %j is proposed', async (names, displayName) => {
	const userInfo = ({ name: _, ...rest }: object & { name?: unknown }) => ({ ...rest, ...names });
	expect(await ask({ lies: { userInfo } })).toMatchObject({ displayName });
	const inToken = claims({ ...whole, name: undefined, ...names });
	expect(await ask(inToken)).toMatchObject({ displayName: displayName ?? 'Ada' });
});

const answered =
	(status: number, type: string, body: string): NonNullable<Lies['endpoints']>[string] =>
	(_, response) =>
		response.writeHead(status, { 'content-type': type }).end(body);

test('userinfo is not asked where the ID token says it all', async () => {
	const asked: string[] = [];
	const lies: Lies = { ...claims(whole).lies, onRequest: (path) => asked.push(path) };
	expect(await ask({ lies })).toMatchObject({ emailVerified: true, displayName: 'Ada Lovelace' });
	expect(asked).toContain('/token');
	expect(asked).not.toContain('/userinfo');
});

const troubles = {
	'answers 401': answered(401, 'application/json', '{"error":"invalid_token"}'),
	'answers 403 in HTML': answered(403, 'text/html', '<h1>No</h1>'),
	'answers 404': answered(404, 'text/plain', 'Not found'),
	'answers 500': answered(500, 'text/plain', 'Oops'),
	'answers text': answered(200, 'text/plain', 'hello there'),
	'answers a JWT': answered(200, 'application/jwt', 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.AAAA'),
	'answers no sub': answered(200, 'application/json', '{"name":"Eve"}'),
	'answers a list': answered(200, 'application/json', '[]'),
	'answers another sub': answered(200, 'application/json', '{"sub":"eve","name":"Eve"}')
};

test.each(Object.entries(troubles))(
	'userinfo that %s does not matter where the ID token has the address',
	async (_, answer) => {
		for (const { name, ...rest } of [whole, { ...whole, name: undefined }]) {
			const lies: Lies = { ...claims({ ...rest, name }).lies, endpoints: { '/userinfo': answer } };
			expect(await ask({ lies })).toMatchObject({
				...{ subject: 'ada', email: 'ada@acme.example', emailVerified: true },
				displayName: name ?? null
			});
		}
	}
);

test.each(['answers 401', 'answers 403 in HTML', 'answers 404'] as const)(
	'userinfo that %s gives no address where the ID token has none',
	async (trouble) => {
		const lies: Lies = { endpoints: { '/userinfo': troubles[trouble] } };
		expect(await ask({ lies })).toMatchObject({
			subject: 'ada',
			email: null,
			emailVerified: false
		});
	}
);

test('whether an address is verified may stand in userinfo, beside the same address', async () => {
	expect(await ask(claims({ email: 'Ada@acme.example' }))).toMatchObject({
		email: 'ada@acme.example',
		emailVerified: true
	});
});

test('an address of null in the ID token is one that it lacks', async () => {
	expect(await ask(claims({ email: null, email_verified: null }))).toMatchObject({
		email: 'ada@acme.example',
		emailVerified: true
	});
});

const paths = ['/.well-known/openid-configuration', '/token', '/jwks', '/userinfo'];
test.concurrent.each(
	Object.entries(failures).flatMap(([failure, answer]) =>
		paths.map((path) => [path, failure, answer] as const)
	)
)('%s that %s gives an error within ten seconds', async (path, _, answer) => {
	const own = await startLyingProvider(clientId);
	try {
		const request = newRequest();
		const endpoints = { [path]: answer };
		own.prepare(request.nonce, { endpoints });
		const callback = new URL(`${redirectUri}?code=a&state=${request.state}`);
		const begin = Date.now();
		const failure = await connect(own.issuer)
			.fetchIdentity(callback, request)
			.then(String, (error: unknown) => error);
		expect(failure).toBeInstanceOf(ProviderError);
		expect(Date.now() - begin).toBeLessThan(10_000);
	} finally {
		await own.stop();
	}
});
