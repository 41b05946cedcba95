import { eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { passwords } from '../../models/z.password';

/** The stored hash of a person's password, or `null` where they have none. */
export async function getPasswordHash(
	{ userId }: { userId: string },
	executor: Executor = db
): Promise<string | null> {
	const row = await executor
		.select({ hash: passwords.hash })
		.from(passwords)
		.where(eq(passwords.userId, userId))
		.get();
	return row?.hash ?? null;
}
