import { jwtVerify } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startNetworkEdge, type NetworkEdge } from '$tests/network-edge';
import { newRequest } from '$tests/provider-browser';
import {
	applePublicKey,
	clientId,
	comeBack,
	createProvider,
	jwks,
	redirectUri,
	signIdToken
} from './providers.fixture';

let edge: NetworkEdge;
beforeAll(async () => {
	edge = await startNetworkEdge();
});
beforeEach(() => edge.reset());
afterAll(() => edge.stop());

const bearer = { access_token: 'the-token', token_type: 'bearer' };

describe('GitHub', () => {
	const user = { id: 1, login: 'ada', name: null };
	const email = { email: 'ada@example.org', primary: true, verified: true };

	function answer(emails: unknown, status = 200) {
		edge.json('POST https://github.com/login/oauth/access_token', bearer);
		edge.json('GET https://api.github.com/user', user);
		edge.json('GET https://api.github.com/user/emails', emails, status);
	}

	test('without a name, the login greets', async () => {
		answer([email]);
		expect(await comeBack('github')).toMatchObject({ displayName: 'ada', emailVerified: true });
	});

	test('an unverified primary address is not verified by another one', async () => {
		answer([
			{ ...email, verified: false },
			{ email: 'b@example.org', primary: false, verified: true }
		]);
		expect(await comeBack('github')).toMatchObject({
			email: 'ada@example.org',
			emailVerified: false
		});
	});

	test('nobody has to have an address', async () => {
		answer([]);
		expect(await comeBack('github')).toMatchObject({ email: null, emailVerified: false });
	});

	test('an answer about addresses that is none is an error', async () => {
		answer([{ ...email, verified: 'yes' }]);
		await expect(comeBack('github')).rejects.toMatchObject({ code: 'rejected' });
	});

	test.each([
		[403, 'application/json', '{"message":"Resource not accessible by integration"}'],
		[404, 'application/json', '{"message":"Not Found"}'],
		[401, 'application/json', '{}'],
		[403, 'text/html', '<h1>Forbidden</h1>'],
		[404, 'text/plain', 'Not Found'],
		[410, '', '']
	])('an app that may not read addresses (%s, %s) learns none', async (status, type, body) => {
		answer([email]);
		edge.on('GET https://api.github.com/user/emails', (_, response) => {
			response.writeHead(status, type ? { 'content-type': type } : {}).end(body);
		});
		expect(await comeBack('github')).toMatchObject({
			...{ subject: '1', displayName: 'ada' },
			...{ email: null, emailVerified: false }
		});
	});

	test.each([429, 500, 503])('addresses that come later (%s) are waited for', async (status) => {
		answer([email], status);
		await expect(comeBack('github')).rejects.toMatchObject({ code: 'unreachable' });
	});

	test('who it is cannot be done without', async () => {
		answer([email]);
		edge.json('GET https://api.github.com/user', { message: 'Forbidden' }, 403);
		await expect(comeBack('github')).rejects.toMatchObject({ code: 'rejected' });
	});

	test.each([
		['text/plain', 200, JSON.stringify(bearer)],
		['application/octet-stream', 201, JSON.stringify(bearer)],
		['application/x-www-form-urlencoded', 200, 'access_token=the-token&scope=&token_type=bearer'],
		['text/html', 200, '{"access_token":"the-token","token_type":null,"expires_in":null}']
	])('its token counts as %s with %s', async (type, status, body) => {
		answer([email]);
		edge.on('POST https://github.com/login/oauth/access_token', (_, response) => {
			response.writeHead(status, { 'content-type': type }).end(body);
		});
		expect(await comeBack('github')).toMatchObject({ subject: '1', emailVerified: true });
	});
});

describe('Bitbucket', () => {
	test.each([403, 404])(
		'a consumer that may not read addresses (%s) learns none',
		async (status) => {
			edge.json('POST https://bitbucket.org/site/oauth2/access_token', bearer);
			edge.json('GET https://api.bitbucket.org/2.0/user', { uuid: '{1}', display_name: 'Ada' });
			edge.json('GET https://api.bitbucket.org/2.0/user/emails', { type: 'error' }, status);
			expect(await comeBack('bitbucket')).toMatchObject({
				...{ subject: '{1}', displayName: 'Ada' },
				...{ email: null, emailVerified: false }
			});
		}
	);
});

describe('Google', () => {
	async function answer(claims: object) {
		const request = newRequest();
		const truth = { iss: 'https://accounts.google.com', sub: '1', email: 'ada@example.org' };
		const id_token = await signIdToken(request, { ...truth, email_verified: true, ...claims });
		edge.json('POST https://oauth2.googleapis.com/token', { ...bearer, id_token });
		edge.json('GET https://www.googleapis.com/oauth2/v3/certs', jwks);
		return request;
	}

	test('its second spelling of the issuer is the same person', async () => {
		const request = await answer({ iss: 'accounts.google.com' });
		expect(await comeBack('google', request)).toMatchObject({
			issuer: 'https://accounts.google.com',
			subject: '1'
		});
	});

	test.each([false, undefined, 'false', 1])('email_verified %j is not verified', async (said) => {
		const request = await answer({ email_verified: said });
		expect(await comeBack('google', request)).toMatchObject({ emailVerified: false });
	});

	test('an answer of another issuer (iss) is refused', async () => {
		const request = await answer({});
		const mixedUp = comeBack('google', request, {}, { iss: 'https://github.com/login/oauth' });
		await expect(mixedUp).rejects.toMatchObject({ code: 'rejected' });
		const right = comeBack('google', request, {}, { iss: 'https://accounts.google.com' });
		expect(await right).toMatchObject({ subject: '1' });
	});

	test('it cannot prove a fresh sign-in, and is asked for a choice', async () => {
		const provider = createProvider('google');
		expect(provider.provesFreshness).toBe(false);
		const url = await provider.createAuthorizationUrl(newRequest({ reauthenticate: true }));
		expect(url.searchParams.get('prompt')).toBe('select_account');
		expect(url.searchParams.has('max_age')).toBe(false);
	});
});

describe('GitLab', () => {
	const extras = { BASE_URL: 'https://git.example.org/lab/' };
	const base = 'https://git.example.org/lab';

	async function answer(request = newRequest(), claims: object = {}, info: object = {}) {
		const id_token = await signIdToken(request, { iss: base, sub: '7', ...claims });
		edge.json(`POST ${base}/oauth/token`, { ...bearer, id_token });
		edge.json(`GET ${base}/oauth/discovery/keys`, jwks);
		edge.json(`GET ${base}/oauth/userinfo`, {
			...{ sub: '7', email: 'ada@example.org', email_verified: true, name: 'Ada', ...info }
		});
		return request;
	}

	test('an own one is asked at its address, below a path too', async () => {
		const request = await answer();
		const url = await createProvider('gitlab', extras).createAuthorizationUrl(request);
		expect(url.href).toMatch(/^https:\/\/git\.example\.org\/lab\/oauth\/authorize\?/);
		expect(await comeBack('gitlab', request, extras)).toMatchObject({
			issuer: base,
			subject: '7',
			emailVerified: true
		});
	});

	test("a token of gitlab.com doesn't count at another one", async () => {
		const request = await answer(newRequest(), { iss: 'https://gitlab.com' });
		await expect(comeBack('gitlab', request, extras)).rejects.toMatchObject({ code: 'rejected' });
	});

	test('an unconfirmed address is not verified', async () => {
		const request = await answer(newRequest(), {}, { email_verified: false });
		expect(await comeBack('gitlab', request, extras)).toMatchObject({ emailVerified: false });
	});

	test('a fresh sign-in is asked for and checked', async () => {
		const now = Math.floor(Date.now() / 1000);
		const request = newRequest({ reauthenticate: true });
		const url = await createProvider('gitlab').createAuthorizationUrl(request);
		expect(url.searchParams.get('max_age')).toBe('0');
		await answer(request, { auth_time: now - 5 });
		const authTime = new Date((now - 5) * 1000);
		expect(await comeBack('gitlab', request, extras)).toMatchObject({ authTime });
		for (const [auth_time, code] of [
			[now - 3600, 'rejected'],
			[undefined, 'unproven']
		]) {
			await answer(request, { auth_time });
			await expect(comeBack('gitlab', request, extras)).rejects.toMatchObject({ code });
		}
	});

	test('a newer one, whose ID token says it all, is not asked again', async () => {
		const all = { email: 'ada@example.org', email_verified: true, name: 'Ada' };
		const request = await answer(newRequest(), all, { sub: 'unread' });
		expect(await comeBack('gitlab', request, extras)).toMatchObject({
			...{ email: 'ada@example.org', emailVerified: true, displayName: 'Ada' }
		});
		expect(edge.seen.map(({ address }) => address)).not.toContain(`GET ${base}/oauth/userinfo`);
	});
});

describe('Microsoft', () => {
	const ours = '11111111-2222-3333-4444-555555555555';
	const theirs = '99999999-2222-3333-4444-555555555555';
	const consumers = '9188040d-6c67-4c5b-b112-36a304b66dad';
	const issuerOf = (tenant: string) => `https://login.microsoftonline.com/${tenant}/v2.0`;

	async function signIn(tenant: string | undefined, claims: Record<string, unknown>) {
		const request = newRequest();
		const host = `https://login.microsoftonline.com/${tenant ?? 'common'}`;
		const truth = { sub: 'AAA', email: 'ada@example.org', name: 'Ada' };
		const id_token = await signIdToken(request, { ...truth, ...claims });
		edge.json(`POST ${host}/oauth2/v2.0/token`, { ...bearer, id_token });
		edge.json(`GET ${host}/discovery/v2.0/keys`, jwks);
		return comeBack('microsoft', request, tenant ? { TENANT: tenant } : {});
	}

	test("the operator's own tenant vouches for addresses", async () => {
		expect(await signIn(ours, { iss: issuerOf(ours), tid: ours })).toMatchObject({
			issuer: issuerOf(ours),
			emailVerified: true
		});
	});

	test.each([undefined, 'common', 'organizations'])(
		'with %s no tenant does, whatever it states',
		async (tenant) => {
			const claims = { iss: issuerOf(theirs), tid: theirs, email_verified: true, xms_edov: true };
			expect(await signIn(tenant, claims)).toMatchObject({
				issuer: issuerOf(theirs),
				email: 'ada@example.org',
				emailVerified: false
			});
		}
	);

	test('a tenant may be written in capitals', async () => {
		const request = newRequest();
		const lower = 'abcdef00-2222-3333-4444-555555555555';
		const claims = { sub: 'AAA', email: 'ada@example.org', iss: issuerOf(lower), tid: lower };
		const at = `https://login.microsoftonline.com/${lower}`;
		const id_token = await signIdToken(request, claims);
		edge.json(`POST ${at}/oauth2/v2.0/token`, { ...bearer, id_token });
		edge.json(`GET ${at}/discovery/v2.0/keys`, jwks);
		const identity = await comeBack('microsoft', request, { TENANT: lower.toUpperCase() });
		expect(identity).toMatchObject({ issuer: issuerOf(lower), emailVerified: true });
	});

	test('personal accounts come from their own tenant', async () => {
		const claims = { iss: issuerOf(consumers), tid: consumers };
		expect(await signIn('consumers', claims)).toMatchObject({ emailVerified: false });
	});

	test.each([
		['another tenant where one is fixed', ours, theirs, issuerOf(theirs)],
		['another tenant in iss than in tid', 'common', theirs, issuerOf(ours)],
		['the template itself', 'common', '{tenantid}', issuerOf('{tenantid}')],
		['another host', 'common', ours, `https://evil.example/${ours}/v2.0`],
		['a tenant that is a path', 'common', `${ours}/../x`, issuerOf(`${ours}/../x`)],
		['no tenant', 'common', undefined, issuerOf(ours)],
		[
			'a personal account where organisations are asked',
			'organizations',
			consumers,
			issuerOf(consumers)
		],
		['an organisation where persons are asked', 'consumers', ours, issuerOf(ours)]
	])('%s is refused', async (_, tenant, tid, iss) => {
		await expect(signIn(tenant, { iss, tid })).rejects.toMatchObject({ code: 'rejected' });
	});
});

describe('Apple', () => {
	async function answer() {
		const request = newRequest();
		const id_token = await signIdToken(request, {
			...{ iss: 'https://appleid.apple.com', sub: '001.a.1', email: 'x@privaterelay.appleid.com' },
			...{ email_verified: true, is_private_email: true }
		});
		edge.json('POST https://appleid.apple.com/auth/token', { ...bearer, id_token });
		edge.json('GET https://appleid.apple.com/auth/keys', jwks);
		return request;
	}

	test('its answer is asked for as a form', async () => {
		const url = await createProvider('apple').createAuthorizationUrl(newRequest());
		expect(url.searchParams.get('response_mode')).toBe('form_post');
	});

	test('the client secret is a short-lived token signed with our key', async () => {
		await comeBack('apple', await answer());
		const sent = new URLSearchParams(edge.seen[0]?.body);
		expect(sent.get('redirect_uri')).toBe(redirectUri('apple'));
		const { payload, protectedHeader } = await jwtVerify(
			sent.get('client_secret') ?? '',
			applePublicKey,
			{ audience: 'https://appleid.apple.com', issuer: 'TEAM123456', subject: clientId }
		);
		expect(protectedHeader).toMatchObject({ alg: 'ES256', kid: 'KEY1234567' });
		expect(payload.exp! - payload.iat!).toBeLessThanOrEqual(600);
	});

	test('the name comes beside the first code', async () => {
		const user = JSON.stringify({
			name: { firstName: 'Ada', lastName: 'Lovelace' },
			email: 'eve@evil.example'
		});
		expect(await comeBack('apple', await answer(), {}, { user })).toMatchObject({
			displayName: 'Ada Lovelace',
			email: 'x@privaterelay.appleid.com',
			emailVerified: true
		});
	});

	test.each(['{', '[]', '{"name":"Ada"}', '{"name":{"firstName":7}}'])(
		'a name in another shape is none: %s',
		async (user) => {
			const identity = await comeBack('apple', await answer(), {}, { user });
			expect(identity).toMatchObject({ subject: '001.a.1', displayName: null });
		}
	);
});

describe('Discord', () => {
	const user = { id: '8', username: 'ada', global_name: null, email: 'ada@example.org' };

	test.each([
		[{ verified: false }, { email: 'ada@example.org', emailVerified: false }],
		[{}, { email: 'ada@example.org', emailVerified: false }],
		[
			{ verified: true, email: null },
			{ email: null, emailVerified: false }
		]
	])('%j is no verified address', async (said, expected) => {
		edge.json('POST https://discord.com/api/oauth2/token', bearer);
		edge.json('GET https://discord.com/api/v10/users/@me', { ...user, ...said });
		expect(await comeBack('discord')).toMatchObject({ displayName: 'ada', ...expected });
	});
});
