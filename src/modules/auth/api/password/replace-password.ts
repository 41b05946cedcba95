import { recordEvent } from '$modules/activity/api/record-event';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { hashToken } from '@/server/secrets';
import { createOwnerMail } from '../mails/create-owner-mail';
import { deleteOpenTokens } from '../token/delete-open-tokens';
import { deleteOtherSessions } from '../session/delete-other-sessions';
import { rotateSession } from '../session/rotate-session';
import { forgetKnownBrowsers } from '../browser/forget-known-browsers';
import { checkPassword, type PasswordProblem } from './check-password';
import { hashPassword } from './hash-password';
import { updatePasswordHash } from './update-password-hash';

export type PasswordOwner = {
	userId: string;
	sessionId: string;
	email: string;
	displayName: string | null;
	client: ClientContext;
	now?: Date;
};

export type ReplacedPassword =
	/** `changedAt`: from when on known browsers count, see `keepKnownBrowser`. */
	| { ok: true; token: string; changedAt: Date }
	| { ok: false; reason: 'session-ended' }
	| { ok: false; reason: 'password'; problem: PasswordProblem };

/**
 * Gives a signed-in person a new password, ends their other sessions and open links but those that
 * take something back, makes every browser a new one, renews this session and tells the owner by
 * mail. The caller has made sure that it is the person's own wish.
 * @returns the session's new token; nothing happens where the session has ended meanwhile, as it
 * does by a reset or by another change of the password.
 */
export async function replacePassword(
	owner: PasswordOwner & { newPassword: string; event: 'password-changed' | 'password-set' }
): Promise<ReplacedPassword> {
	const { userId, sessionId, email, displayName, client } = owner;
	const problem = await checkPassword(owner.newPassword, [email, displayName]);
	if (problem) return { ok: false, reason: 'password', problem };

	const hash = await hashPassword(owner.newPassword);
	return db.transaction(async (tx) => {
		// Not before: up to here the old password opens the account.
		const now = owner.now ?? new Date();
		const token = await rotateSession({ sessionId, now }, tx);
		if (!token) return { ok: false, reason: 'session-ended' };
		await deleteOtherSessions({ userId, sessionId: hashToken(token) }, tx);
		await forgetKnownBrowsers({ userId, now }, tx);
		await deleteOpenTokens({ userId }, tx);
		await updatePasswordHash({ userId, hash }, tx);
		await recordEvent({ userId, type: owner.event, client, now }, tx);
		await createOwnerMail({ template: 'password-changed', userId, now }, tx);
		return { ok: true, token, changedAt: now };
	});
}
