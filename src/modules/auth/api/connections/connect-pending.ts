import { and, eq, gt, inArray } from 'drizzle-orm';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { pendingConnections } from '../../models/z.pending-connection';
import { hasSession } from '../session/has-session';
import { connectIdentity, type ConnectionOwner } from './connect-identity';
import type { ConnectionProblem } from './create-connection';

type Result =
	| { ok: true; redirectTo: string }
	| { ok: false; reason: ConnectionProblem | 'ended' | 'other-session' };

/**
 * Connects the identity that waits in this browser to the account that owns its proved address, on
 * the owner's word.
 * @param input.ids of the browser's transactions, from its cookies.
 */
export async function connectPending(
	input: ConnectionOwner & {
		email: string;
		ids: string[];
		provider: string;
		client: ClientContext;
		now?: Date;
	}
): Promise<Result> {
	const { ids, email, provider } = input;
	return db.transaction(async (tx) => {
		const now = input.now ?? new Date();
		if (!(await hasSession(input, tx))) return { ok: false, reason: 'other-session' };
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
		const result = await connectIdentity({ ...input, identity, now }, tx);
		return result.ok ? { ok: true, redirectTo: identity.redirectTo } : result;
	});
}
