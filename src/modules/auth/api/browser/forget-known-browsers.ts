import { eq } from 'drizzle-orm';
import type { Executor } from '@/server/db/create-db';
import { users } from '../../models/z.user';

/**
 * Makes every browser that has signed in to an account a new one again: its cookie says when it did,
 * and from now on only later times count. See `keepKnownBrowser` for the one that asks.
 */
export async function forgetKnownBrowsers(
	{ userId, now }: { userId: string; now: Date },
	executor: Executor
): Promise<void> {
	await executor.update(users).set({ knownSince: now }).where(eq(users.id, userId));
}
