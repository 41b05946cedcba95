import { eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { avatars } from '../../models/z.avatar';

/** Takes a person's picture away; without one nothing happens. */
export async function deleteAvatar(
	{ userId }: { userId: string },
	executor: Executor = db
): Promise<void> {
	await executor.delete(avatars).where(eq(avatars.userId, userId));
}
