import { eq } from 'drizzle-orm';
import type { Executor } from '@/server/db/create-db';
import { profiles } from '../models/z.profile';

/** Takes a profile out of everybody's sight, whatever its visibility, or brings it back. */
export async function setProfileHidden(
	{ userId, isHidden }: { userId: string; isHidden: boolean },
	executor: Executor
): Promise<void> {
	await executor.update(profiles).set({ isHidden }).where(eq(profiles.userId, userId));
}
