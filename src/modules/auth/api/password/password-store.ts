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

/** Whether an account can be signed in to by password. */
export async function hasPassword(
	{ userId }: { userId: string },
	executor: Executor = db
): Promise<boolean> {
	return (await getPasswordHash({ userId }, executor)) !== null;
}

/** Stores the hash of a person's password, their first one or a new one. */
export async function updatePasswordHash(
	{ userId, hash }: { userId: string; hash: string },
	executor: Executor
): Promise<void> {
	await executor
		.insert(passwords)
		.values({ userId, hash })
		.onConflictDoUpdate({ target: passwords.userId, set: { hash, updatedAt: new Date() } });
}

/** Takes a person's password away, if they have one: it opens nothing from now on. */
export async function deletePassword(
	{ userId }: { userId: string },
	executor: Executor
): Promise<void> {
	await executor.delete(passwords).where(eq(passwords.userId, userId));
}
