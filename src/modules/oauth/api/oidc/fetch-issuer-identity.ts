import { authorizationCodeGrant, type Configuration } from 'openid-client';
import { completeClaims } from '../http/complete-claims.ts';
import { readCallback } from '../http/callback-query.ts';
import { remoteKeys } from '../id-token/remote-keys.ts';
import { acceptedAlgorithms, verifyIdToken } from '../id-token/verify-id-token.ts';
import { ProviderError, type AuthorizationRequest, type Identity } from '../identity/provider.ts';
import { readProfile } from '../identity/read-profile.ts';
import type { IssuerSettings } from './discover.ts';
import { ID_TOKEN } from './issuer-fetch.ts';

/** Exchanges the code and reads the person from the verified ID token, and from UserInfo. */
export async function fetchIssuerIdentity(
	{ id, clientId }: IssuerSettings,
	configuration: Configuration,
	callback: URL,
	request: AuthorizationRequest
): Promise<Identity> {
	const metadata = configuration.serverMetadata();
	const { issuer, jwks_uri: jwksUri, userinfo_endpoint: userInfoUrl } = metadata;
	readCallback(callback, request, [issuer]);
	// openid-client demands `iss` (RFC 9207) of an issuer that says it sends one.
	const tokens = await authorizationCodeGrant(configuration, callback, {
		expectedState: request.state,
		pkceCodeVerifier: request.codeVerifier
	});
	const idToken = tokens[ID_TOKEN];
	if (typeof idToken !== 'string' || !jwksUri) {
		throw new ProviderError('rejected', 'there is no ID token');
	}
	const claims = await verifyIdToken(idToken, {
		issuer,
		clientId,
		nonce: request.nonce,
		algorithms: acceptedAlgorithms(metadata.id_token_signing_alg_values_supported),
		keys: remoteKeys(jwksUri),
		reauthenticate: request.reauthenticate
	});
	const profile = readProfile(await completeClaims(claims, userInfoUrl, tokens.access_token));
	return { provider: id, issuer, subject: claims.sub, ...profile, authTime: claims.authTime };
}
