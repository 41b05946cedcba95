import { isSameSecret, keyedHashes } from '@/server/secrets';

type TransactionSecrets = ReturnType<typeof transactionSecrets>;

/**
 * State, nonce and PKCE verifier (RFC 7636: 43 to 128 unreserved characters) of a transaction, each
 * derived from the cookie's token: nobody but this browser has it, and the database has none of them.
 * @param cookieId names the cookie, so that the callback finds it.
 * @param key counts the server's keys: 0 is the current one, 1 the one before.
 */
export function transactionSecrets(cookieId: string, token: string, key = 0) {
	const derive = (purpose: string, value: string) => keyedHashes(purpose, value)[key] ?? '';
	return {
		state: `${cookieId}.${derive('oauth-state', `${cookieId} ${token}`)}`,
		nonce: derive('oauth-nonce', token),
		codeVerifier: derive('oauth-verifier', token)
	};
}

/**
 * The secrets with which a transaction was sent away, or `null` where `state` is none of this
 * browser's. It may have been sent away before the server's key was changed.
 */
export function findTransactionSecrets(
	cookieId: string,
	token: string,
	state: string
): TransactionSecrets | null {
	const keys = keyedHashes('oauth-state', '').keys();
	const candidates = [...keys].map((key) => transactionSecrets(cookieId, token, key));
	return candidates.find((secrets) => isSameSecret(state, secrets.state)) ?? null;
}
