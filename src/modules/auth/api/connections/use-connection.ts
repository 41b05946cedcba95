import type { Executor } from '@/server/db/create-db';
import { oauthAccounts } from '../../models/z.oauth-account';
import type { Identity } from '$modules/oauth/api/identity/provider';
import { sameIdentity } from './create-connection';

/**
 * Whose account an identity is connected to, or `null`. Notes its use and the address it has at the
 * provider by now, which decides nothing.
 */
export async function useConnection(
	{ identity, now }: { identity: Identity; now: Date },
	executor: Executor
): Promise<string | null> {
	const [connection] = await executor
		.update(oauthAccounts)
		.set({ lastUsedAt: now, email: identity.email })
		.where(sameIdentity(identity))
		.returning({ userId: oauthAccounts.userId });
	return connection?.userId ?? null;
}
