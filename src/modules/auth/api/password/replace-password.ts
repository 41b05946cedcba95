import { recordEvent } from '$modules/activity/api/record-event';
import { createMail } from '$modules/mail/api/outbox/create-mail';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { deleteOtherSessions } from '../session/delete-other-sessions';
import { rotateSession } from '../session/rotate-session';
import { checkPassword, type PasswordProblem } from './check-password';
import { hashPassword } from './hash-password';
import { updatePasswordHash } from './update-password-hash';

export type PasswordOwner = {
	userId: string;
	sessionId: string;
	email: string;
	displayName: string | null;
	locale: string;
	client: ClientContext;
	now?: Date;
};

/**
 * Gives a signed-in person a new password, ends their other sessions, renews this one and tells the
 * owner by mail. The caller has made sure that it is the person's own wish.
 */
export async function replacePassword(
	owner: PasswordOwner & { newPassword: string; event: 'password-changed' | 'password-set' }
): Promise<{ ok: true; token: string | null } | { ok: false; problem: PasswordProblem }> {
	const { userId, sessionId, email, displayName, locale, client, now = new Date() } = owner;
	const problem = await checkPassword(owner.newPassword, [email, displayName]);
	if (problem) return { ok: false, problem };

	const hash = await hashPassword(owner.newPassword);
	const token = await db.transaction(async (tx) => {
		await updatePasswordHash({ userId, hash }, tx);
		await deleteOtherSessions({ userId, sessionId }, tx);
		await recordEvent({ userId, type: owner.event, client, now }, tx);
		await createMail(
			{ template: 'password-changed', recipient: email, locale, subjectId: userId, now },
			tx
		);
		return rotateSession({ sessionId, now }, tx);
	});
	return { ok: true, token };
}
