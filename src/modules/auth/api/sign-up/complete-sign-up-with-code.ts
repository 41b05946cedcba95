import { eq, exists, sql } from 'drizzle-orm';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { signUps } from '../../models/z.sign-up';
import type { SignInOutcome } from '../sign-in/complete-sign-in';
import { isMadeForAnother } from '../kept-form/returned-form';
import { consumeToken } from '../token/token-store';
import { completeProvedSignUp } from './complete-proved-sign-up';
import { parseCode } from './sign-up-code';
import { codeHashes, isSiblingCode, openSignUp, TRIES_MAX } from './sign-up-store';

type Result =
	| { ok: true; outcome: SignInOutcome; redirectTo: string }
	| { ok: false; reason: 'malformed' | 'wrong' | 'ended' }
	/** The sign-up that waits by now is of another address than the page's: nothing was checked. */
	| { ok: false; reason: 'other-sign-up' }
	/** The code of another browser's mail; when this browser last asked for one of its own. */
	| { ok: false; reason: 'sibling'; mailAskedAt: Date | null }
	/** The address is proved, now its account has to be. */
	| { ok: false; reason: 'account-exists'; redirectTo: string };

/**
 * Completes the sign-up that this browser began, by the code from the mail. A wrong code uses up one
 * of five tries, in the transaction that finds it wrong, so that guesses sent together count each. A malformed one uses none, and neither does the code of another pending sign-up of
 * the address: only who reads the mailbox has it (decision 025).
 * @param signUpId from the browser's cookie: elsewhere the code is worth nothing.
 * @param formOwner for which address its page was made, as forms name people.
 */
export async function completeSignUpWithCode(input: {
	signUpId: string;
	formOwner?: string | undefined;
	code: string;
	client: ClientContext;
}): Promise<Result> {
	const { signUpId, formOwner, client } = input;
	const now = new Date();
	const isOpen = openSignUp(signUpId, now);
	// Looked for first: whoever sends random cookies takes no write lock.
	const pending = await db
		.select({
			id: signUps.id,
			email: signUps.email,
			redirectTo: signUps.redirectTo,
			method: signUps.method,
			passwordHash: signUps.passwordHash
		})
		.from(signUps)
		.where(isOpen)
		.get();
	if (!pending) return { ok: false, reason: 'ended' };
	if (isMadeForAnother(formOwner, pending.email)) return { ok: false, reason: 'other-sign-up' };
	const code = parseCode(input.code);
	if (!code) return { ok: false, reason: 'malformed' };

	return db.transaction(async (tx) => {
		const isStillOpen = exists(db.select({ id: signUps.id }).from(signUps).where(isOpen));
		const shown = { codeHashes: codeHashes(signUpId, code), purpose: 'sign-up-code', now } as const;
		if (!(await consumeToken(shown, tx, isStillOpen))) {
			const [counted] = await tx
				.update(signUps)
				.set({ tries: sql`${signUps.tries} + 1` })
				.where(isOpen)
				.returning({ tries: signUps.tries, mailAskedAt: signUps.mailAskedAt });
			if (!counted) return { ok: false, reason: 'ended' };
			const { tries, mailAskedAt } = counted;
			const { email } = pending;
			if (await isSiblingCode({ id: signUpId, email, code, now }, tx)) {
				const given = { tries: tries - 1 };
				await tx.update(signUps).set(given).where(eq(signUps.id, signUpId));
				return { ok: false, reason: 'sibling', mailAskedAt };
			}
			return { ok: false, reason: tries < TRIES_MAX ? 'wrong' : 'ended' };
		}

		const { redirectTo } = pending;
		return { ...(await completeProvedSignUp({ ...pending, client, now }, tx)), redirectTo };
	});
}
