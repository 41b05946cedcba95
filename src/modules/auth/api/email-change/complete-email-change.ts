import { and, eq, gt, ne } from 'drizzle-orm';
import { recordEvent } from '$modules/activity/api/record-event';
import { lifetimes } from '$modules/limits/api/lifetimes';
import type { ClientContext } from '@/server/client-context';
import { emailChanges } from '../../models/z.email-change';
import { invitations } from '../../models/z.invitation';
import { users } from '../../models/z.user';
import { createOwnerMail } from '../mails/owner-mail';
import { revokeTokens } from '../token/token-store';
import { getUser } from '../user/user-store';
import { rotateSession } from '../session/session-store';
import { asOwner, type SessionOwner } from '../session/session-owner';
import { getEmailLeftAt, getEmailChange, isEmailAvailable } from './email-change-store';

type Result =
	| { ok: true; token: string }
	/** `taken`: somebody has the address by now, or it is kept for somebody. */
	| { ok: false; reason: 'invalid-link' | 'taken' };

/**
 * Gives an account the address that its link proved, reserves the old one and sends it a way back.
 * Who gets an address is decided here, in one transaction. Uses up the link and every other one.
 * Going back to an address that was left lately takes back what came after, as its undo link does:
 * nobody can come forward again, and the address that is left is told without a link.
 * @returns the session's new token.
 * @throws SessionEndedError
 */
export async function completeEmailChange(input: {
	token: string;
	owner: SessionOwner;
	client: ClientContext;
}): Promise<Result> {
	const { token, owner, client } = input;
	const { userId, sessionId } = owner;
	// Looked for first: whoever sends random tokens takes no write lock.
	if (!(await getEmailChange({ token, userId }))) return { ok: false, reason: 'invalid-link' };
	return asOwner(owner, async (tx, now) => {
		const change = await getEmailChange({ token, userId }, tx);
		const user = await getUser({ userId }, tx);
		if (!change || !user || change.email === user.email) {
			return { ok: false, reason: 'invalid-link' };
		}
		const { email } = change;
		if (!(await isEmailAvailable({ email, userId }, tx))) return { ok: false, reason: 'taken' };
		const session = await rotateSession({ sessionId, now }, tx);

		const proved = { email, emailVerifiedAt: now, mailBlockedAt: null };
		await tx.update(users).set(proved).where(eq(users.id, userId));
		await revokeTokens({ userId }, tx);
		// With the address that is left it would outlive the account.
		await tx.delete(invitations).where(eq(invitations.email, user.email));
		const left = await getEmailLeftAt({ userId, email }, tx);
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
		const expiresAt = left ? now : new Date(now.getTime() + lifetimes.emailUndo);
		const emailChangeId = crypto.randomUUID();
		await tx.insert(emailChanges).values({
			id: emailChangeId,
			userId,
			oldEmail: user.email,
			newEmail: email,
			changedAt: now,
			expiresAt
		});
		await recordEvent({ userId, type: 'email-changed', client, now }, tx);
		// Where it is not to get mail, it gets none for having been left either.
		if (user.mailBlockedAt) return { ok: true, token: session };
		await createOwnerMail(
			{ template: 'email-changed', userId, recipient: user.email, emailChangeId, now },
			tx
		);
		return { ok: true, token: session };
	});
}
