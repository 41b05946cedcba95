import { and, eq, exists, sql } from 'drizzle-orm';
import { countTowards } from '$modules/limits/api/take-limits';
import type { Executor } from '@/server/db/create-db';
import { passkeys } from '../../../models/z.passkey';
import { usedChallenges } from '../../../models/z.used-challenge';
import type { VerifiedPasskey } from './verify-passkey';

/**
 * Uses a checked passkey and its challenge up, in the transaction of what it proves: of two answers to
 * one challenge, or with one counter, one gets it.
 * @returns `false` where somebody was quicker, or the passkey is gone; nothing is written then.
 */
export async function usePasskey(
	{ passkey, now }: { passkey: VerifiedPasskey; now: Date },
	executor: Executor
): Promise<boolean> {
	const { id, userId, oldCounter, counter, isSyncable, isBackedUp, challenge } = passkey;
	const asItWas = and(eq(passkeys.id, id), eq(passkeys.counter, oldCounter));
	const stillThere = exists(executor.select({ id: passkeys.id }).from(passkeys).where(asItWas));
	const [used] = await executor
		.insert(usedChallenges)
		.select(sql`select ${challenge.id}, ${challenge.expiresAt.getTime()} where ${stillThere}`)
		.onConflictDoNothing()
		.returning({ id: usedChallenges.id });
	if (!used) return false;
	await executor
		.update(passkeys)
		.set({ counter, isSyncable, isBackedUp, lastUsedAt: now })
		.where(asItWas);
	await countTowards(['passkey-uses', userId], executor);
	return true;
}
