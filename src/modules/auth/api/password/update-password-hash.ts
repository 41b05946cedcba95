import type { Executor } from '@/server/db/create-db';
import { passwords } from '../../models/z.password';

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
