import { recordEvent } from '$modules/activity/api/record-event';
import { givingBackTries, takeLimits, type Try } from '$modules/limits/api/take-limits';
import type { ClientContext } from '@/server/client-context';
import { createOwnerMail } from '../mails/owner-mail';
import { hashPassword, updatePasswordHash } from '../password/password-hash';
import { checkPassword, type PasswordProblem } from '../password/password-rules';
import { asOwner, type SessionOwner } from '../session/session-owner';
import { completeSetUp } from './complete-set-up';

/**
 * Gives an account that was begun without a password one after all, and opens its session.
 * @returns the session's new token, or why the password won't do.
 * @throws TryLaterError 429 past the limit of changes, 503 when too many wait to be hashed;
 * SessionEndedError where the session has ended, or waits for a way in no longer.
 */
export async function setUpPassword(input: {
	owner: SessionOwner;
	email: string;
	password: string;
	client: ClientContext;
}): Promise<{ ok: true; token: string; setUpAt: Date } | { ok: false; problem: PasswordProblem }> {
	const { owner, email, password, client } = input;
	const { userId } = owner;
	const problem = await checkPassword(password, [email]);
	if (problem) return { ok: false, problem };

	const limit: Try = ['password-changes', userId];
	await takeLimits([limit]);
	return givingBackTries([limit], async () => {
		const hash = await hashPassword(password);
		return asOwner(owner, async (tx, now) => {
			const proof = { method: 'password' } as const;
			const token = await completeSetUp({ owner, proof, now }, tx);
			await updatePasswordHash({ userId, hash }, tx);
			await recordEvent({ userId, type: 'password-set', client, now }, tx);
			await createOwnerMail({ template: 'password-changed', userId, now }, tx);
			return { ok: true as const, token, setUpAt: now };
		});
	});
}
