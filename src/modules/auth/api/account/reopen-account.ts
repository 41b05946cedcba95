import { and, eq, gt } from 'drizzle-orm';
import { recordEvent } from '$modules/activity/api/record-event';
import { lifetimes } from '$modules/limits/api/lifetimes';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { pendingSignIns } from '../../models/z.pending-sign-in';
import { isMadeForAnother } from '../kept-form/returned-form';
import { createOwnerMail } from '../mails/owner-mail';
import { hasWayIn } from '../user/has-way-in';
import { getUser } from '../user/user-store';
import { completeSignIn, type SignInOutcome } from '../sign-in/complete-sign-in';
import { getClosedAccount } from './get-closed-account';
import { setClosed } from './set-closed';

/**
 * Reopens the closed account that this browser has just signed in to, and completes that sign-in.
 * @param input.pendingId from the browser's cookie.
 * @param input.formOwner for whom its page was made, as forms name people.
 * @returns `null` where the sign-in waits no longer, or the account is open, suspended, or erased or
 * about to be by now; `other-account` where the page was made for another one.
 */
export async function reopenAccount(input: {
	pendingId: string;
	formOwner?: string | undefined;
	client: ClientContext;
}): Promise<SignInOutcome | 'other-account' | null> {
	const { pendingId, formOwner, client } = input;
	const now = new Date();
	// Looked for first: whoever sends random cookies takes no write lock.
	const found = await getClosedAccount({ pendingId });
	if (!found) return null;
	if (isMadeForAnother(formOwner, found.userId)) return 'other-account';
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
