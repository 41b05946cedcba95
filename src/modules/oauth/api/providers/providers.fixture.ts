import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';
import { newRequest } from '$tests/provider-browser';
import type { AuthorizationRequest, Identity } from '../identity/provider';
import { catalogue, type ProviderId } from './catalogue';
import { createCatalogueProvider } from './create-catalogue-provider';
import type { ProviderSettings } from './definition';

export const clientId = 'client-1';
export const redirectUri = (id: ProviderId) => `https://accounts.example.org/oauth/${id}/callback`;
export const ids = Object.keys(catalogue) as ProviderId[];

const pair = await generateKeyPair('RS256', { extractable: true });
const ecPair = await generateKeyPair('ES256', { extractable: true });
const appleKey = Buffer.from(
	await crypto.subtle.exportKey('pkcs8', ecPair.privateKey as CryptoKey)
).toString('base64');

/** What the providers publish at their JWKS address. */
export const jwks = { keys: [{ ...(await exportJWK(pair.publicKey)), kid: 'k', use: 'sig' }] };

/** The key that Apple knows us by, to check the client secret with. */
export const applePublicKey = ecPair.publicKey;

export function createProvider(id: ProviderId, extras: ProviderSettings['extras'] = {}) {
	const apple = {
		TEAM_ID: 'TEAM123456',
		KEY_ID: 'KEY1234567',
		PRIVATE_KEY: `-----BEGIN PRIVATE KEY-----\\n${appleKey}\\n-----END PRIVATE KEY-----`
	};
	const settings: ProviderSettings = {
		id,
		clientId,
		clientSecret: id === 'apple' ? '' : 'client-secret',
		extras: { ...(id === 'apple' ? apple : {}), ...extras }
	};
	return createCatalogueProvider(catalogue[id], settings, redirectUri(id));
}

/** An ID token as the provider would sign it for `request`. */
export async function signIdToken(
	request: AuthorizationRequest,
	claims: JWTPayload
): Promise<string> {
	const now = Math.floor(Date.now() / 1000);
	return new SignJWT({ aud: clientId, nonce: request.nonce, iat: now, exp: now + 300, ...claims })
		.setProtectedHeader({ alg: 'RS256', kid: 'k' })
		.sign(pair.privateKey);
}

/** Comes back from the provider with a code and asks who it is. */
export function comeBack(
	id: ProviderId,
	request = newRequest(),
	extras?: ProviderSettings['extras'],
	query: Record<string, string> = {}
): Promise<Identity> {
	const callback = new URL(redirectUri(id));
	callback.search = String(
		new URLSearchParams({ code: 'the-code', state: request.state, ...query })
	);
	return createProvider(id, extras).fetchIdentity(callback, request);
}
