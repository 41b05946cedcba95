import { takeLimits, type Try } from '$modules/limits/api/take-limits';
import { addressGroup, addressNetwork, type ClientContext } from '@/server/client-context';
import { createToken } from '@/server/secrets';
import type { Provider } from './identity/provider';
import { createTransactionCookieId } from './transaction/transaction-cookie';
import { createTransaction, type Intent } from './transaction/transaction-store';
import { transactionSecrets } from './transaction/transaction-secrets';

/**
 * Begins a transaction with a provider. Nothing that a caller sends gets into the address but what
 * is named here.
 * @returns where to send the browser, and the cookie that binds the transaction to it.
 * @throws ProviderError where the provider's configuration cannot be read; TryLaterError (429).
 */
export async function startAuthorization(
	input: Intent & { provider: Provider; client: ClientContext }
): Promise<{ url: URL; cookieId: string; token: string }> {
	const { provider, client, ...intent } = input;
	const now = new Date();
	// Of a person, from wherever, else of a network: what ends their session ends its ways in the same statement.
	const begun: Try = intent.owner
		? ['provider-start', intent.owner.userId]
		: ['provider-start-network', addressNetwork(client.address)];
	await takeLimits([['provider-start', addressGroup(client.address)], begun]);
	const cookieId = createTransactionCookieId(now);
	const token = createToken();
	const url = await provider.createAuthorizationUrl({
		...transactionSecrets(cookieId, token),
		reauthenticate: intent.purpose === 'confirm'
	});
	await createTransaction({ ...intent, token, provider: provider.id, now });
	return { url, cookieId, token };
}
