import { keyedHash } from '@/server/secrets';

/**
 * State, nonce and PKCE verifier (RFC 7636: 43 to 128 unreserved characters) of a transaction, each
 * derived from the cookie's token: nobody but this browser has it, and the database has none of them.
 * @param cookieId names the cookie, so that the callback finds it.
 */
export function transactionSecrets(cookieId: string, token: string) {
	return {
		state: `${cookieId}.${keyedHash('oauth-state', `${cookieId} ${token}`)}`,
		nonce: keyedHash('oauth-nonce', token),
		codeVerifier: keyedHash('oauth-verifier', token)
	};
}
