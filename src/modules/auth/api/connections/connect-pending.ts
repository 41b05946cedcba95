import { and, eq, gt, inArray } from 'drizzle-orm';
import type { ClientContext } from '@/server/client-context';
import { pendingConnections } from '../../models/z.pending-connection';
import { asOwner, type SessionOwner } from '../session/session-owner';
import { connectIdentity } from './connect-identity';
import type { ConnectionProblem } from './connection-store';

type Result = { ok: true; redirectTo: string } | { ok: false; reason: ConnectionProblem | 'ended' };

/**
 * Connects the identity that waits in this browser to the account that owns its proved address, on
 * the owner's word.
 * @param input.ids of the browser's transactions, from its cookies.
 * @throws SessionEndedError
 */
export async function connectPending(input: {
	owner: SessionOwner;
	email: string;
	ids: string[];
	provider: string;
	client: ClientContext;
}): Promise<Result> {
	const { owner, ids, email, provider, client } = input;
	const { userId } = owner;
	return asOwner(owner, async (tx, now) => {
		const [identity] = await tx
			.delete(pendingConnections)
			.where(
				and(
					inArray(pendingConnections.id, ids),
					eq(pendingConnections.provider, provider),
					eq(pendingConnections.email, email),
					eq(pendingConnections.emailVerified, true),
					gt(pendingConnections.expiresAt, now)
				)
			)
			.returning();
		if (!identity) return { ok: false, reason: 'ended' };
		const result = await connectIdentity({ userId, identity, client, now }, tx);
		return result.ok ? { ok: true, redirectTo: identity.redirectTo } : result;
	});
}
