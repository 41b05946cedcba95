import type { Executor } from '@/server/db/create-db';
import { hasPassword } from '../password/has-password';
import { getProvider } from '$modules/oauth/api/get-provider';
import { listConnections } from './list-connections';

/**
 * In how many ways an account can be signed in to. A connection to a provider that is not configured
 * (any more) is none. Run it in the transaction that takes one away.
 * @param input.without the provider that is about to be disconnected.
 */
export async function countWaysIn(
	{ userId, without }: { userId: string; without?: string },
	executor: Executor
): Promise<number> {
	const connections = await listConnections({ userId }, executor);
	const usable = connections.filter(
		({ provider }) => provider !== without && getProvider(provider) !== null
	);
	return usable.length + ((await hasPassword({ userId }, executor)) ? 1 : 0);
}
