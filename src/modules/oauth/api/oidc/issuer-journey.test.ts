import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
	startIdentityProvider,
	type IdentityProvider,
	type IdentityProviderOptions
} from '$tests/identity-provider';
import { newRequest, walk } from '$tests/provider-browser';
import { createIssuerProvider } from './create-issuer-provider';

const redirectUri = 'http://localhost:3000/oauth/acme/callback';
let acme: IdentityProvider;

const start = (options: Partial<IdentityProviderOptions> = {}) =>
	startIdentityProvider({ redirectUris: [redirectUri], clientSecret: 'a secret', ...options });

beforeEach(async () => {
	acme = await start();
});
afterEach(async () => {
	vi.useRealTimers();
	await acme.stop();
});

function connect(changes: { clientSecret?: string } = {}, uri = redirectUri) {
	const { issuer, clientId, clientSecret } = acme;
	const settings = { id: 'acme', name: 'Acme', issuer, clientId, clientSecret, ...changes };
	return createIssuerProvider(settings, uri);
}

async function signIn(provider = connect(), form: Record<string, string> = { person: 'ada' }) {
	const request = newRequest();
	const callback = await walk(await provider.createAuthorizationUrl(request), form);
	return provider.fetchIdentity(callback, request);
}

test('a person signs in at a real issuer', async () => {
	expect(await signIn()).toEqual({
		provider: 'acme',
		issuer: acme.issuer,
		subject: 'ada',
		email: 'ada@provider.example',
		emailVerified: true,
		displayName: 'Ada Lovelace',
		authTime: null
	});
});

test.each([
	['unverified', { email: 'ada@provider.example', emailVerified: false }],
	['none', { email: null, emailVerified: false }],
	['changed', { email: 'new-ada@provider.example', emailVerified: true }]
])('what the issuer says of the address is taken: %s', async (address, expected) => {
	const identity = await signIn(connect(), { person: 'ada', address });
	expect(identity).toMatchObject({ subject: 'ada', ...expected });
});

test('the address in the ID token counts as well', async () => {
	await acme.stop();
	acme = await start({ claimsInIdToken: true });
	expect(await signIn()).toMatchObject({ email: 'ada@provider.example', emailVerified: true });
});

test.each(['ES256', 'EdDSA'] as const)('an issuer may sign with %s', async (signingAlgorithm) => {
	await acme.stop();
	acme = await start({ signingAlgorithm });
	expect(await signIn()).toMatchObject({ subject: 'ada' });
});

test('a denial is told apart', async () => {
	await expect(signIn(connect(), { deny: '1' })).rejects.toMatchObject({ code: 'denied' });
});

test('a fresh proof carries its time', async () => {
	const provider = connect();
	const request = newRequest({ reauthenticate: true });
	const url = await provider.createAuthorizationUrl(request);
	expect(url.searchParams.get('max_age')).toBe('0');
	const identity = await provider.fetchIdentity(await walk(url, { person: 'ada' }), request);
	expect(Math.abs(Number(identity.authTime) - Date.now())).toBeLessThan(5_000);
});

test('an answer without auth_time is no fresh proof', async () => {
	const provider = connect();
	const request = newRequest();
	const callback = await walk(await provider.createAuthorizationUrl(request), { person: 'ada' });
	const asked = { ...request, reauthenticate: true };
	await expect(provider.fetchIdentity(callback, asked)).rejects.toMatchObject({ code: 'unproven' });
});

test('keys may be changed while the application runs', async () => {
	const provider = connect();
	await signIn(provider);
	await acme.stop();
	// The same address, with another key under another key id.
	acme = await start({ port: acme.port });
	vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 6_000 });
	expect(await signIn(provider)).toMatchObject({ subject: 'ada' });
});

test('a code counts once, and only with its verifier', async () => {
	const provider = connect();
	const request = newRequest();
	const callback = await walk(await provider.createAuthorizationUrl(request), { person: 'ada' });
	const stolen = { ...request, codeVerifier: newRequest().codeVerifier };
	await expect(provider.fetchIdentity(callback, stolen)).rejects.toMatchObject({
		code: 'rejected'
	});
	expect(await provider.fetchIdentity(callback, request)).toMatchObject({ subject: 'ada' });
	await expect(provider.fetchIdentity(callback, request)).rejects.toMatchObject({
		code: 'rejected'
	});
});

test('a wrong secret is our fault', async () => {
	await expect(signIn(connect({ clientSecret: 'wrong' }))).rejects.toMatchObject({
		code: 'misconfigured'
	});
});

test('the redirect URI of the exchange is ours, whatever address was called', async () => {
	const provider = connect();
	const request = newRequest();
	const callback = await walk(await provider.createAuthorizationUrl(request), { person: 'ada' });
	const elsewhere = new URL(`https://evil.example/elsewhere${callback.search}`);
	expect(await provider.fetchIdentity(elsewhere, request)).toMatchObject({ subject: 'ada' });
});

test('the URL has all that the answer is bound by', async () => {
	const request = newRequest();
	const url = await connect().createAuthorizationUrl(request);
	const { code_challenge, ...rest } = Object.fromEntries(url.searchParams);
	expect(code_challenge).toMatch(/^[\w-]{43}$/);
	expect(rest).toEqual({
		client_id: 'porchlight',
		response_type: 'code',
		redirect_uri: redirectUri,
		scope: 'openid email profile',
		state: request.state,
		nonce: request.nonce,
		code_challenge_method: 'S256'
	});
});

test('the origins for the browser are those of issuer and endpoint', async () => {
	const provider = connect();
	expect(provider.authorizationOrigins()).toEqual([acme.issuer]);
	await provider.createAuthorizationUrl(newRequest());
	expect(provider.authorizationOrigins()).toEqual([acme.issuer]);
});
