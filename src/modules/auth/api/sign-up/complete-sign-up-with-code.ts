import { eq, sql } from 'drizzle-orm';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { signUps } from '../../models/z.sign-up';
import type { SignInOutcome } from '../sign-in/complete-sign-in';
import { consumeToken } from '../token/token-store';
import { completeProvedSignUp } from './complete-proved-sign-up';
import { parseCode } from './sign-up-code';
import { codeHashes, isSiblingCode, openSignUp, passwordHash, TRIES_MAX } from './sign-up-store';

type Result =
	| { ok: true; outcome: SignInOutcome; redirectTo: string }
	| { ok: false; reason: 'malformed' | 'wrong' | 'ended' }
	/** The code of another browser's mail; when this browser last asked for one of its own. */
	| { ok: false; reason: 'sibling'; mailAskedAt: Date | null }
	/** The address is proved, now its account has to be. */
	| { ok: false; reason: 'account-exists'; redirectTo: string };

/**
 * Completes the sign-up that this browser began, by the code from the mail. A wrong code uses up one
 * of five tries. A malformed one uses none, and neither does the code of another pending sign-up of
 * the address: only who reads the mailbox has it (decision 025).
 * @param signUpId from the browser's cookie: elsewhere the code is worth nothing.
 */
export async function completeSignUpWithCode(input: {
	signUpId: string;
	code: string;
	client: ClientContext;
}): Promise<Result> {
	const { signUpId, client } = input;
	const now = new Date();
	const code = parseCode(input.code);
	if (!code) return { ok: false, reason: 'malformed' };

	return db.transaction(async (tx) => {
		const [pending] = await tx
			.update(signUps)
			.set({ tries: sql`${signUps.tries} + 1` })
			.where(openSignUp(signUpId, now))
			.returning({
				id: signUps.id,
				email: signUps.email,
				redirectTo: signUps.redirectTo,
				tries: signUps.tries,
				mailAskedAt: signUps.mailAskedAt,
				passwordHash
			});
		if (!pending) return { ok: false, reason: 'ended' };

		const shown = { codeHashes: codeHashes(signUpId, code), purpose: 'sign-up-code', now } as const;
		if (!(await consumeToken(shown, tx))) {
			const { email, tries, mailAskedAt } = pending;
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
