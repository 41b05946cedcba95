import { and, eq, inArray, isNotNull } from 'drizzle-orm';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { log } from '@/server/log';
import { hashToken, isSameSecret } from '@/server/secrets';
import { totps } from '../../../models/z.totp';
import { usedChallenges } from '../../../models/z.used-challenge';
import { openTotpSecret, totpCode, totpCodes, totpStepAt } from './totp-secret';

/** A code that fits, before it is used up. */
export type FittingCode = { totpId: string; steps: number[] };

type Checked =
	| { ok: true; fitting: FittingCode }
	/** `fitting`: of no step, so that nobody can use it up, and refusing it takes as long. */
	| { ok: false; reason: 'wrong'; fitting: FittingCode }
	/** `key-lost`: the secret cannot be opened, so that no code can be right. No try of the person's. */
	| { ok: false; reason: 'none' | 'key-lost' };

/** One step either way: the clocks of telephone and server need not agree to the second. */
const around = (step: number) => [step - 1, step, step + 1];

/**
 * Whether a code is one of an account's app just now. All steps are compared, so that the time it
 * takes does not tell how close it came. Nothing is used up yet, see {@link useTotpCode}.
 * @param input.code six digits, as `zTotpCode` gives them.
 */
export async function checkTotpCode(input: {
	userId: string;
	code: string;
	now: Date;
}): Promise<Checked> {
	const { userId, code, now } = input;
	const totp = await db
		.select({ id: totps.id, sealed: totps.sealed })
		.from(totps)
		.where(and(eq(totps.userId, userId), isNotNull(totps.confirmedAt)))
		.get();
	if (!totp) return { ok: false, reason: 'none' };
	const secret = openTotpSecret(totp.id, totp.sealed);
	if (secret === null) {
		log.error({ event: 'totp-key-lost', userId }, 'a secret of codes cannot be opened');
		return { ok: false, reason: 'key-lost' };
	}
	const fitting = { totpId: totp.id, steps: fittingSteps(secret, code, now) };
	return fitting.steps.length > 0 ? { ok: true, fitting } : { ok: false, reason: 'wrong', fitting };
}

/** The steps around a moment whose code this is: two neighbours can have the same one. */
export const fittingSteps = (secret: string, code: string, now: Date): number[] =>
	around(totpStepAt(now)).filter((step) => isSameSecret(code, totpCode(secret, step)));

/** An hour to either side, in steps: as far as a clock is off that was set to the wrong zone. */
const FAR = 120;

/**
 * By how many minutes the clock is off that a code was made by, if it is by an hour at most: above
 * nothing where it is ahead. It compares without care for time, and is for whoever knows the secret.
 */
export function minutesOff(secret: string, code: string, now: Date): number | null {
	const here = totpStepAt(now);
	const codeAt = totpCodes(secret);
	for (let off = 2; off <= FAR; off++) {
		const sign = [-1, 1].find((one) => codeAt(here + one * off) === code);
		if (sign) return sign * Math.max(1, Math.round(off / 2));
	}
	return null;
}

const stepId = (totpId: string, step: number) => hashToken(`totp ${totpId} ${step}`);

/**
 * Uses a code up, in the transaction of what it proves: each step does so once (RFC 6238, section
 * 5.2), so that of fifty posts at once one goes through. Which steps were used is kept, not the last
 * one: a clock that was set back shuts nobody out.
 * @returns `false` where it was used already, or the app is gone; nothing is written then.
 */
export async function useTotpCode(
	{ totpId, steps }: FittingCode,
	now: Date,
	executor: Executor
): Promise<boolean> {
	const ids = steps.map((step) => stepId(totpId, step));
	const rows = await executor
		.select({ id: usedChallenges.id })
		.from(usedChallenges)
		.where(inArray(usedChallenges.id, ids));
	const used = new Set(rows.map(({ id }) => id));
	const id = ids.find((one) => !used.has(one));
	if (!id) return false;
	const [totp] = await executor
		.update(totps)
		.set({ lastUsedAt: now })
		.where(and(eq(totps.id, totpId), isNotNull(totps.confirmedAt)))
		.returning({ id: totps.id });
	if (!totp) return false;
	await useUp([id], now, executor);
	return true;
}

/** Whether a code that fits has been used up. */
export async function isUsedTotpCode({ totpId, steps }: FittingCode): Promise<boolean> {
	const ids = steps.map((step) => stepId(totpId, step));
	return (await db.$count(usedChallenges, inArray(usedChallenges.id, ids))) > 0;
}

/** Uses up whatever code of an account's app could be right just now, where something else stood for it. */
export async function useUpCurrentCodes(
	{ userId, now }: { userId: string; now: Date },
	executor: Executor
): Promise<void> {
	const all = await executor.select({ id: totps.id }).from(totps).where(eq(totps.userId, userId));
	const steps = around(totpStepAt(now));
	const ids = all.flatMap(({ id }) => steps.map((step) => stepId(id, step)));
	if (ids.length > 0) await useUp(ids, now, executor);
}

const useUp = (ids: string[], now: Date, executor: Executor) =>
	executor
		.insert(usedChallenges)
		.values(ids.map((id) => ({ id, expiresAt: new Date(now.getTime() + lifetimes.usedTotpStep) })))
		.onConflictDoNothing();
