import { sql } from 'drizzle-orm';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { keyedHashes } from '@/server/secrets';
import { signUps } from '../../models/z.sign-up';
import type { SignInOutcome } from '../sign-in/complete-sign-in';
import { consumeToken } from '../token/token-store';
import { completeProvedSignUp } from './complete-proved-sign-up';
import { parseCode } from './sign-up-code';
import { openSignUp, passwordHash, TRIES_MAX } from './sign-up-store';

type Result =
	| { ok: true; outcome: SignInOutcome; redirectTo: string }
	| { ok: false; reason: 'malformed' | 'wrong' | 'ended' }
	/** The address is proved, now its account has to be. */
	| { ok: false; reason: 'account-exists'; redirectTo: string };

/**
 * Completes the sign-up that this browser began, by the code from the mail. A wrong code uses up one
 * of five tries; a malformed one uses none.
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
				passwordHash
			});
		if (!pending) return { ok: false, reason: 'ended' };

		const codeHashes = keyedHashes('sign-up-code', `${signUpId} ${code}`);
		if (!(await consumeToken({ codeHashes, purpose: 'sign-up-code', now }, tx))) {
			return { ok: false, reason: pending.tries < TRIES_MAX ? 'wrong' : 'ended' };
		}

		const { redirectTo } = pending;
		return { ...(await completeProvedSignUp({ ...pending, client, now }, tx)), redirectTo };
	});
}
