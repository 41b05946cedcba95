import type { OAuth2Tokens } from 'arctic';
import { remoteKeys } from '../id-token/remote-keys.ts';
import { verifyIdToken } from '../id-token/verify-id-token.ts';
import { requireSubject, type AuthorizationRequest, type Identity } from '../identity/provider.ts';
import { readProfile } from '../identity/read-profile.ts';
import type { Answer, ProviderRow } from './definition.ts';

/** Reads the person by the row's rules, from a verified ID token where the provider sends one. */
export async function readPerson(
	row: ProviderRow,
	answer: Answer,
	tokens: OAuth2Tokens,
	request: AuthorizationRequest
): Promise<Identity> {
	const { id: provider, clientId } = answer.settings;
	if (!('openid' in row)) {
		const { subject, ...person } = await row.read(answer);
		const identity = { provider, issuer: row.issuer, subject: requireSubject(subject) };
		return { ...identity, ...readProfile(person), authTime: null };
	}
	const { issuer, jwksUri, algorithms, provesFreshness = false } = row.openid(answer.settings);
	const claims = await verifyIdToken(tokens.idToken(), {
		issuer,
		clientId,
		algorithms,
		nonce: request.nonce,
		keys: remoteKeys(jwksUri),
		reauthenticate: request.reauthenticate && provesFreshness
	});
	const { subject, ...person } = await row.read(claims, answer);
	// Of several spellings of one issuer the first is the one that is kept.
	const canonical = Array.isArray(issuer) ? issuer[0]! : claims.iss;
	const identity = { provider, issuer: canonical, subject: requireSubject(subject) };
	return { ...identity, ...readProfile(person), authTime: claims.authTime };
}
