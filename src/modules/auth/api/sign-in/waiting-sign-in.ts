import { and, eq } from 'drizzle-orm';
import { preferences } from '$modules/preferences/models/z.preferences';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { hashToken } from '@/server/secrets';
import { pendingSignIns, type PendingSignIn } from '../../models/z.pending-sign-in';
import { users } from '../../models/z.user';
import { needsSecondStep } from '../user/second-step';
import { accountColumns, isThere, type Account } from '../user/user-store';

/**
 * Where a sign-in stands that waits for its second step:
 * - `waiting`: for ten minutes
 * - `expired`: its time is up
 * - `ended`: it was finished or taken away, or its account asks for no second step any more
 */
export type WaitingSignIn =
	| { state: 'waiting'; pending: PendingSignIn; user: Account }
	| { state: 'expired'; email: string }
	| { state: 'ended' };

/**
 * The sign-in that waits in a browser for its second step, with its account, in one query.
 * @param input.pending the token of the browser's cookie, or `null` where it has none.
 */
export async function findWaitingSignIn(
	{ pending, now }: { pending: string | null; now: Date },
	executor: Executor = db
): Promise<WaitingSignIn> {
	const found = pending && (await find(hashToken(pending), executor));
	if (!found || !needsSecondStep(found.user)) return { state: 'ended' };
	return found.pending.expiresAt > now
		? { state: 'waiting', ...found }
		: { state: 'expired', email: found.user.email };
}

const columns = {
	id: pendingSignIns.id,
	userId: pendingSignIns.userId,
	reason: pendingSignIns.reason,
	method: pendingSignIns.method,
	amr: pendingSignIns.amr,
	passkeyId: pendingSignIns.passkeyId,
	via: pendingSignIns.via,
	eventId: pendingSignIns.eventId,
	newBrowser: pendingSignIns.newBrowser,
	expiresAt: pendingSignIns.expiresAt
};

const find = (id: string, executor: Executor) =>
	executor
		.select({ pending: columns, user: accountColumns })
		.from(pendingSignIns)
		.innerJoin(users, and(eq(users.id, pendingSignIns.userId), isThere))
		.leftJoin(preferences, eq(preferences.userId, users.id))
		.where(and(eq(pendingSignIns.id, id), eq(pendingSignIns.reason, 'second-factor')))
		.get();

/** Ends a sign-in that waits: whoever began it signs in once more. */
export const deleteWaitingSignIn = async (
	{ pending }: { pending: string },
	executor: Executor = db
): Promise<void> =>
	void (await executor.delete(pendingSignIns).where(eq(pendingSignIns.id, hashToken(pending))));
