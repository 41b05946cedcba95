import { and, eq, gt, inArray, lt, sql } from 'drizzle-orm';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { keyedHashes } from '@/server/secrets';
import { signUps } from '../../models/z.sign-up';
import { tokens } from '../../models/z.token';
import type { SignInOutcome } from '../sign-in/complete-sign-in';
import { completeProvedSignUp } from './complete-proved-sign-up';
import { parseCode } from './sign-up-code';
import { signUpTriesMax } from './sign-up-lifetime';

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
	now?: Date;
}): Promise<Result> {
	const { signUpId, client, now = new Date() } = input;
	const code = parseCode(input.code);
	if (!code) return { ok: false, reason: 'malformed' };

	return db.transaction(async (tx) => {
		const [pending] = await tx
			.update(signUps)
			.set({ tries: sql`${signUps.tries} + 1` })
			.where(
				and(eq(signUps.id, signUpId), lt(signUps.tries, signUpTriesMax), gt(signUps.expiresAt, now))
			)
			.returning();
		if (!pending) return { ok: false, reason: 'ended' };

		const hashes = keyedHashes('sign-up-code', `${signUpId} ${code}`);
		const [used] = await tx
			.delete(tokens)
			.where(
				and(
					inArray(tokens.hash, hashes),
					eq(tokens.purpose, 'sign-up-code'),
					gt(tokens.expiresAt, now)
				)
			)
			.returning({ hash: tokens.hash });
		if (!used) return { ok: false, reason: pending.tries < signUpTriesMax ? 'wrong' : 'ended' };

		const { redirectTo } = pending;
		return { ...(await completeProvedSignUp({ ...pending, client, now }, tx)), redirectTo };
	});
}
