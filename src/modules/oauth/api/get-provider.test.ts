import { expect, test } from 'vitest';
import { newRequest } from '$tests/provider-browser';
import { createProviders, getProvider, listProviders } from './get-provider';

const origin = 'https://accounts.example.org';
const github = { id: 'github' as const, clientId: 'id', clientSecret: 'secret', extras: {} };
const acme = {
	id: 'acme',
	name: 'Acme',
	issuer: 'https://login.acme.example',
	clientId: 'us',
	clientSecret: undefined
};

test('what the environment configures is offered, the catalogue first', () => {
	const providers = createProviders({ providers: [github], issuers: [acme] }, origin);
	expect([...providers.values()].map(({ id, name }) => [id, name])).toEqual([
		['github', 'GitHub'],
		['acme', 'Acme']
	]);
});

test('the redirect URI is made of ORIGIN and the id', async () => {
	const providers = createProviders({ providers: [github], issuers: [] }, origin);
	const url = await providers.get('github')?.createAuthorizationUrl(newRequest());
	expect(url?.searchParams.get('redirect_uri')).toBe(
		'https://accounts.example.org/oauth/github/callback'
	);
});

test('without a variable there is no provider', () => {
	expect(listProviders()).toEqual([]);
	expect(getProvider('github')).toBeNull();
	expect(getProvider('__proto__')).toBeNull();
});
