import { and, eq, gt, ne } from 'drizzle-orm';
import { recordEvent } from '$modules/activity/api/record-event';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { emailChanges } from '../../models/z.email-change';
import { users } from '../../models/z.user';
import { createOwnerMail } from '../mails/create-owner-mail';
import { deleteOpenTokens } from '../token/delete-open-tokens';
import { rotateSession } from '../session/rotate-session';
import { getDeparture } from './get-departure';
import { getEmailChange } from './get-email-change';
import { isAddressFree } from './is-address-free';

/** How long the old address is reserved and the change can be undone, in milliseconds. */
export const undoLifetime = 7 * 24 * 60 * 60 * 1000;

type Result =
	| { ok: true; token: string }
	/** `taken`: somebody has the address by now, or it is kept for somebody. */
	| { ok: false; reason: 'invalid-link' | 'taken' | 'session-ended' };

/**
 * Gives an account the address that its link proved, reserves the old one and sends it a way back.
 * Who gets an address is decided here, in one transaction. Uses up the link and every other one.
 * Going back to an address that was left lately takes back what came after, as its undo link does:
 * nobody can come forward again, and the address that is left is told without a link.
 * @returns the session's new token; nothing happens where the session has ended meanwhile.
 */
export async function completeEmailChange(input: {
	token: string;
	userId: string;
	sessionId: string;
	client: ClientContext;
	now?: Date;
}): Promise<Result> {
	const { token, userId, sessionId, client } = input;
	return db.transaction(async (tx) => {
		// Not before its turn: a link reaches back to a moment before the account left its address.
		const now = input.now ?? new Date();
		const change = await getEmailChange({ token, userId, now }, tx);
		const user = await tx
			.select({ email: users.email })
			.from(users)
			.where(eq(users.id, userId))
			.get();
		if (!change || !user || change.email === user.email) {
			return { ok: false, reason: 'invalid-link' };
		}
		const { email } = change;
		if (!(await isAddressFree({ email, userId, now }, tx))) return { ok: false, reason: 'taken' };
		const session = await rotateSession({ sessionId, now }, tx);
		if (!session) return { ok: false, reason: 'session-ended' };

		await tx.update(users).set({ email, emailVerifiedAt: now }).where(eq(users.id, userId));
		await deleteOpenTokens({ userId }, tx);
		const left = await getDeparture({ userId, email, now }, tx);
		if (left) {
			await tx
				.delete(emailChanges)
				.where(
					and(
						eq(emailChanges.userId, userId),
						gt(emailChanges.changedAt, left),
						ne(emailChanges.oldEmail, email)
					)
				);
		}
		const expiresAt = left ? now : new Date(now.getTime() + undoLifetime);
		const [row] = await tx
			.insert(emailChanges)
			.values({ userId, oldEmail: user.email, newEmail: email, changedAt: now, expiresAt })
			.returning({ id: emailChanges.id });
		await recordEvent({ userId, type: 'email-changed', client, now }, tx);
		const subjectId = row?.id;
		await createOwnerMail(
			{ template: 'email-changed', userId, recipient: user.email, subjectId, now },
			tx
		);
		return { ok: true, token: session };
	});
}
