import { eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { avatars } from '../../models/z.avatar';

/** A person's own picture, a WebP file, or `null` where they have none. */
export async function getAvatar({ userId }: { userId: string }) {
	const [avatar] = await db
		.select({ id: avatars.id, bytes: avatars.bytes, createdAt: avatars.createdAt })
		.from(avatars)
		.where(eq(avatars.userId, userId));
	return avatar ?? null;
}

/** Takes a person's picture away; without one nothing happens. */
export async function deleteAvatar(
	{ userId }: { userId: string },
	executor: Executor = db
): Promise<void> {
	await executor.delete(avatars).where(eq(avatars.userId, userId));
}
