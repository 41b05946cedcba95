import { and, eq, isNotNull } from 'drizzle-orm';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { users } from '../../models/z.user';

/** Stops mail to the address of an account, or lets it have mail again (`null`). */
export async function setMailBlocked(
	{ userId, blockedAt }: { userId: string; blockedAt: Date | null },
	executor: Executor
): Promise<void> {
	await executor.update(users).set({ mailBlockedAt: blockedAt }).where(eq(users.id, userId));
}

/** Whether an address is to get no mail. Asked when one is about to be sent, never by a request. */
export async function isMailBlocked({ email }: { email: string }): Promise<boolean> {
	const blocked = and(eq(users.email, email), isNotNull(users.mailBlockedAt));
	const [user] = await db.select({ id: users.id }).from(users).where(blocked);
	return user !== undefined;
}
