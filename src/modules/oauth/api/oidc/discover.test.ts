import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { startNetworkEdge, type NetworkEdge } from '$tests/network-edge';
import { newRequest } from '$tests/provider-browser';
import { createIssuerProvider } from './create-issuer-provider';

let edge: NetworkEdge;
beforeAll(async () => {
	edge = await startNetworkEdge();
});
beforeEach(() => edge.reset());
afterEach(() => {
	vi.useRealTimers();
});
afterAll(() => edge.stop());

const connect = (issuer: string) =>
	createIssuerProvider(
		{ id: 'acme', name: 'Acme', issuer, clientId: 'us', clientSecret: 's3cret' },
		'https://accounts.example.org/oauth/acme/callback'
	);

const wellKnown = (issuer: string) =>
	`GET ${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;

function publish(issuer: string, changes: object = {}) {
	edge.json(wellKnown(issuer), {
		issuer,
		authorization_endpoint: 'https://sign-in.acme.example/authorize',
		token_endpoint: 'https://login.acme.example/token',
		jwks_uri: 'https://login.acme.example/keys',
		...changes
	});
}

test('pages learn the origin of the authorization endpoint without waiting for it', async () => {
	const issuer = 'https://login.acme.example';
	publish(issuer);
	const provider = connect(issuer);
	expect(provider.authorizationOrigins()).toEqual([issuer]);
	await vi.waitFor(
		() => expect(provider.authorizationOrigins()).toEqual([issuer, 'https://sign-in.acme.example']),
		10_000
	);
	expect(edge.seen).toHaveLength(1);
});

test('an issuer that is down is asked by pages twice a minute, and by people each time', async () => {
	const issuer = 'https://login.acme.example';
	const provider = connect(issuer);
	const ask = () => provider.createAuthorizationUrl(newRequest());
	await expect(ask()).rejects.toMatchObject({ code: 'unreachable' });
	for (let view = 0; view < 5; view++) provider.authorizationOrigins();
	await expect(ask()).rejects.toMatchObject({ code: 'unreachable' });
	expect(edge.seen).toHaveLength(2);
	publish(issuer);
	expect((await ask()).origin).toBe('https://sign-in.acme.example');
});

test('twenty people at once ask the issuer once, and an hour later once more', async () => {
	const issuer = 'https://login.acme.example';
	publish(issuer);
	const provider = connect(issuer);
	const many = () =>
		Promise.all(Array.from({ length: 20 }, () => provider.createAuthorizationUrl(newRequest())));
	await many();
	expect(edge.seen).toHaveLength(1);
	vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_001 });
	await many();
	expect(edge.seen).toHaveLength(2);
});

test("Microsoft's template of an issuer is no issuer", async () => {
	const issuer = 'https://login.microsoftonline.com/common/v2.0';
	publish(issuer, { issuer: 'https://login.microsoftonline.com/{tenantid}/v2.0' });
	await expect(connect(issuer).createAuthorizationUrl(newRequest())).rejects.toMatchObject({
		code: 'misconfigured'
	});
});

test('a slash more or less in the configuration does not matter', async () => {
	const issuer = 'https://login.acme.example/';
	publish(issuer);
	const url = await connect('https://login.acme.example').createAuthorizationUrl(newRequest());
	expect(url.origin).toBe('https://sign-in.acme.example');
});

test.each([
	['https://id.acme.example/o/app', 'https://id.acme.example/o/app/'],
	['https://id.acme.example/o/app/', 'https://id.acme.example/o/app'],
	['https://id.acme.example/.well-known/openid-configuration', 'https://id.acme.example'],
	['https://id.acme.example/.well-known/openid-configuration/', 'https://id.acme.example/'],
	[
		'https://id.acme.example/o/app/.well-known/openid-configuration',
		'https://id.acme.example/o/app/'
	],
	['https://ID.acme.example:443/o/app', 'https://id.acme.example/o/app']
])('%s finds the issuer %s', async (configured, issuer) => {
	publish(issuer);
	const url = await connect(configured).createAuthorizationUrl(newRequest());
	expect(url.origin).toBe('https://sign-in.acme.example');
	expect(edge.missed).toEqual([]);
});

test.each([
	['https://id.acme.example/other', 'https://id.acme.example'],
	['https://id.acme.example', 'https://id.acme.example/other'],
	['https://id.acme.example/o', 'https://ID.acme.example/O']
])('%s is not the issuer %s', async (configured, issuer) => {
	edge.json(wellKnown(configured), {
		...{ issuer, authorization_endpoint: 'https://a.example', token_endpoint: 'https://a.example' },
		jwks_uri: 'https://a.example'
	});
	await expect(connect(configured).createAuthorizationUrl(newRequest())).rejects.toMatchObject({
		code: 'misconfigured',
		message: `${configured} calls itself ${issuer}`
	});
});

test('an issuer over https leads nowhere over http, loopback included', async () => {
	const issuer = 'https://login.acme.example';
	publish(issuer, { userinfo_endpoint: 'http://127.0.0.1:9000/userinfo' });
	await expect(connect(issuer).createAuthorizationUrl(newRequest())).rejects.toMatchObject({
		code: 'misconfigured'
	});
});
