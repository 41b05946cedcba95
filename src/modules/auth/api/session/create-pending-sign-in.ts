import type { Executor } from '@/server/db/create-db';
import { createToken, hashToken } from '@/server/secrets';
import { pendingSignIns, type PendingSignIn } from '../../models/z.pending-sign-in';
import { pendingLifetime } from './pending-cookie';

/**
 * Keeps a proved sign-in that may not begin a session yet.
 * @returns the token for this browser's cookie. It opens nothing but the page that the reason names.
 */
export async function createPendingSignIn(
	pending: Omit<PendingSignIn, 'id' | 'expiresAt'> & { now: Date },
	executor: Executor
): Promise<string> {
	const { now, ...values } = pending;
	const token = createToken();
	const expiresAt = new Date(now.getTime() + pendingLifetime);
	await executor.insert(pendingSignIns).values({ ...values, id: hashToken(token), expiresAt });
	return token;
}
