import {
	givingBackTries,
	settleLimits,
	tryLimits,
	type ReachedLimit,
	type Try
} from '$modules/limits/api/take-limits';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { isNewBrowser, type KnownBrowser } from '../../browser/known-browser';

/** What one code of an app or of the drawer counts for, wherever it is typed. */
export type SecondStepTries = {
	/** Given back after success, and where a try was not the person's fault. */
	inTime: readonly [Try, ...Try[]];
	/** Begun anew after success. */
	inARow: Try;
};

/**
 * The counters of one try of a code at a second step or a confirmation: app and recovery codes count
 * together, apart from every password, and no passkey counts. Browsers that are known to the account
 * count apart from strangers, so that nobody who learned the password can use up its owner's: each by
 * itself for a quarter of an hour, and all together for the day and the row, so
 * that several of them bring no more guesses.
 * @param input.pendingId the sign-in that waits, which has few tries of its own; absent on /confirm.
 */
export function secondStepTries(input: {
	user: { id: string; knownSince: Date | null };
	known: KnownBrowser | null;
	pendingId?: string;
}): SecondStepTries {
	const { user, known, pendingId } = input;
	const isKnown = known !== null && !isNewBrowser(known, user);
	const browser = isKnown ? `${known.browserId} ${user.id}` : user.id;
	const browsers = isKnown ? `known ${user.id}` : user.id;
	const inTime = [
		['second-step', browser],
		['second-step-day', browsers]
	] as const satisfies Try[];
	// Whatever changes the password makes every browser a new one, and with that begins another row.
	const inARow = ['second-step-row', `${browsers} ${user.knownSince?.getTime() ?? 0}`] as const;
	return { inTime: pendingId ? [['second-step-sign-in', pendingId], ...inTime] : inTime, inARow };
}

/**
 * Takes a try, then checks a code. Parallel tries count each; where the check breaks off for a reason
 * that is not the person's, the try comes back. After success see {@link settleSecondStepTries}.
 * @returns the limit that refused, `second-step-sign-in` before the account's own, or what `check` gave.
 * @throws what `check` throws.
 */
export async function withSecondStepTry<T>(
	{ inTime, inARow }: SecondStepTries,
	check: () => Promise<T>
): Promise<{ ok: true; value: T } | { ok: false; reached: ReachedLimit }> {
	const all = [...inTime, inARow] as const;
	const reached = await tryLimits(all);
	if (reached) return { ok: false, reached };
	return { ok: true, value: await givingBackTries(all, check) };
}

/** In the transaction of what a right code proves: it costs no try, and the row of wrong ones is over. */
export const settleSecondStepTries = (
	{ inTime, inARow }: SecondStepTries,
	executor: Executor
): Promise<void> => settleLimits({ restored: inTime, anew: [inARow] }, executor);

/** Gives a try back that was none: no code could have been right, for a reason that is not the person's. */
export const restoreSecondStepTries = ({ inTime, inARow }: SecondStepTries): Promise<void> =>
	settleLimits({ restored: [...inTime, inARow], anew: [] }, db);
