import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { checkPassword, type PasswordProblem } from '../password/password-rules';
import { hashPassword } from '../password/password-hash';
import { consumeToken } from '../token/token-store';
import type { SignInOutcome } from '../sign-in/complete-sign-in';
import { completeProvedSignUp } from './complete-proved-sign-up';
import { getSignUpByLink, howLinkBegins } from './sign-up-store';

type Result =
	| { ok: true; outcome: SignInOutcome; redirectTo: string }
	/** - `elsewhere`: it counts only in the browser that began. */
	| { ok: false; reason: 'invalid-link' | 'password-missing' | 'elsewhere' }
	| { ok: false; reason: 'password'; problem: PasswordProblem }
	/** The address is proved, now its account has to be. */
	| { ok: false; reason: 'account-exists'; redirectTo: string };

/**
 * Completes a sign-up by the link from the mail. In the browser that began it the pending password
 * (or identity at a provider) holds; in any other, whoever proves the mailbox sets a password, and the
 * pending one is thrown away: it may be a stranger's; where accounts begin without one, a passkey is
 * made after it. One that began without a password asks for none anywhere: there is nothing of a
 * stranger's in it.
 * @param signUpId from the browser's cookie, if it has one.
 * @throws TryLaterError (503) when too many wait to be hashed.
 */
export async function completeSignUpWithLink(input: {
	token: string;
	signUpId: string | null;
	password?: string;
	client: ClientContext;
}): Promise<Result> {
	const { token, signUpId, password, client } = input;
	const now = new Date();
	const pending = await getSignUpByLink({ token });
	if (!pending) return { ok: false, reason: 'invalid-link' };

	let proved = pending;
	const begins = howLinkBegins(pending, signUpId);
	if (!begins) return { ok: false, reason: 'elsewhere' };
	if (begins === 'passkey') proved = { ...pending, method: 'passkey', passwordHash: '' };
	if (begins === 'password') {
		if (!password) return { ok: false, reason: 'password-missing' };
		const problem = await checkPassword(password, [pending.email]);
		if (problem) return { ok: false, reason: 'password', problem };
		proved = { ...pending, method: 'password', passwordHash: await hashPassword(password) };
	}

	return db.transaction(async (tx) => {
		if (!(await consumeToken({ token, purpose: 'sign-up-link', now }, tx))) {
			return { ok: false, reason: 'invalid-link' };
		}
		const { redirectTo } = pending;
		const result = await completeProvedSignUp({ ...proved, client, now }, tx);
		if (result.ok) return { ...result, redirectTo };
		if (result.reason === 'account-exists') return { ...result, reason: result.reason, redirectTo };
		return { ok: false, reason: 'invalid-link' };
	});
}
