import { eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { passwords } from '../../models/z.password';

/** Whether an account can be signed in to by password. */
export async function hasPassword(
	{ userId }: { userId: string },
	executor: Executor = db
): Promise<boolean> {
	const row = await executor
		.select({ userId: passwords.userId })
		.from(passwords)
		.where(eq(passwords.userId, userId))
		.get();
	return row !== undefined;
}
