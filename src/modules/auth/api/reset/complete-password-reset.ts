import { recordEvent } from '$modules/activity/api/record-event';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { createOwnerMail } from '../mails/owner-mail';
import { checkPassword, type PasswordProblem } from '../password/password-rules';
import { hashPassword, updatePasswordHash } from '../password/password-hash';
import { consumeToken } from '../token/token-store';
import { endAccess } from '../session/end-access';
import { settleUser } from '../user/user-store';
import { getPasswordReset } from './get-password-reset';

type Result =
	| { ok: true; userId: string; changedAt: Date }
	| { ok: false; reason: 'invalid-link' }
	| { ok: false; reason: 'password'; problem: PasswordProblem };

/**
 * Sets a new password by the link from a mail, ends every session and open link of the account but
 * those that take something back, makes every browser a new one, and tells its owner by mail. A
 * refused password does not use the link up.
 * @returns whose account it is, and since when: the browser that did this is known to it from then on,
 * see `rememberKnownBrowser`.
 * @throws TryLaterError (503) when too many wait to be hashed.
 */
export async function completePasswordReset(input: {
	token: string;
	password: string;
	client: ClientContext;
}): Promise<Result> {
	const { token, password, client } = input;
	const account = await getPasswordReset({ token });
	if (!account) return { ok: false, reason: 'invalid-link' };

	const { userId, email, displayName, hasPassword } = account;
	const problem = await checkPassword(password, [email, displayName]);
	if (problem) return { ok: false, reason: 'password', problem };
	const hash = await hashPassword(password);

	return db.transaction(async (tx) => {
		// Not before: up to here the old password opens the account.
		const now = new Date();
		if (!(await consumeToken({ token, purpose: 'password-reset', now }, tx))) {
			return { ok: false, reason: 'invalid-link' };
		}
		await updatePasswordHash({ userId, hash }, tx);
		await settleUser({ userId, now }, tx);
		await endAccess({ userId, knownSince: now, links: true }, tx);
		// A first one was not reset.
		const event = hasPassword
			? ({ type: 'password-reset' } as const)
			: ({ type: 'password-set', method: 'mail' } as const);
		await recordEvent({ userId, ...event, client, now }, tx);
		await createOwnerMail({ template: 'password-changed', userId, recipient: email, now }, tx);
		return { ok: true, userId, changedAt: now };
	});
}
