import { and, eq, gt } from 'drizzle-orm';
import { recordEvent } from '$modules/activity/api/record-event';
import { lifetimes } from '$modules/limits/api/lifetimes';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { pendingSignIns } from '../../models/z.pending-sign-in';
import { createOwnerMail } from '../mails/owner-mail';
import { hasWayIn } from '../user/has-way-in';
import { getUser } from '../user/user-store';
import { completeSignIn, type SignInOutcome } from '../sign-in/complete-sign-in';
import { getClosedAccount } from './get-closed-account';
import { setClosed } from './set-closed';

/**
 * Reopens the closed account that this browser has just signed in to, and completes that sign-in.
 * @param pendingId from the browser's cookie.
 * @returns `null` where the sign-in waits no longer, or the account is open, suspended, or erased or
 * about to be by now.
 */
export async function reopenAccount(input: {
	pendingId: string;
	client: ClientContext;
}): Promise<SignInOutcome | null> {
	const { pendingId, client } = input;
	const now = new Date();
	// Looked for first: whoever sends random cookies takes no write lock.
	if (!(await getClosedAccount({ pendingId }))) return null;
	return db.transaction(async (tx) => {
		const [pending] = await tx
			.delete(pendingSignIns)
			.where(
				and(
					eq(pendingSignIns.id, pendingId),
					eq(pendingSignIns.reason, 'closed'),
					gt(pendingSignIns.expiresAt, now)
				)
			)
			.returning();
		if (!pending) return null;
		const { userId, method, amr, passkeyId, via, newBrowser } = pending;
		const user = await getUser({ userId }, tx);
		if (!user?.closedAt || user.suspendedAt) return null;
		const reopened = { ...user, closedAt: null };
		await setClosed({ userId, closedAt: null }, tx);
		await recordEvent({ userId, type: 'account-reopened', client, now }, tx);
		await createOwnerMail({ template: 'account-reopened', userId, owner: user, now }, tx);
		const opens = await hasWayIn({ userId }, tx);
		const provedAt = new Date(pending.expiresAt.getTime() - lifetimes.pendingSignIn);
		const proof = { method, amr, passkeyId, via, hasWayIn: opens, provedAt } as const;
		return completeSignIn({ user: reopened, proof, newBrowser, client, now }, tx);
	});
}
