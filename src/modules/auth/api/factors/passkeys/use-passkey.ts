import { eq } from 'drizzle-orm';
import { countQuietly } from '$modules/limits/api/take-limits';
import type { Executor } from '@/server/db/create-db';
import { passkeys } from '../../../models/z.passkey';
import { usedChallenges } from '../../../models/z.used-challenge';
import type { VerifiedPasskey } from './verify-passkey';

/**
 * Uses a checked passkey and its challenge up, in the transaction of what it proves: of two answers to
 * one challenge, or with one counter, one gets it. One transaction writes at a time, so that what is
 * read here is still so when it is written.
 * @returns `false` where somebody was quicker, or the passkey is gone; nothing is written then.
 */
export async function usePasskey(
	{ passkey, now }: { passkey: VerifiedPasskey; now: Date },
	executor: Executor
): Promise<boolean> {
	const { id, userId, oldCounter, counter, isSyncable, isBackedUp, challenge } = passkey;
	const current = await executor
		.select({ counter: passkeys.counter, usedChallenge: usedChallenges.id })
		.from(passkeys)
		.leftJoin(usedChallenges, eq(usedChallenges.id, challenge.id))
		.where(eq(passkeys.id, id))
		.get();
	if (current?.counter !== oldCounter || current.usedChallenge) return false;
	await executor.insert(usedChallenges).values(challenge);
	await executor
		.update(passkeys)
		.set({ counter, isSyncable, isBackedUp, lastUsedAt: now })
		.where(eq(passkeys.id, id));
	await countQuietly(['passkey-uses', userId], executor);
	return true;
}
