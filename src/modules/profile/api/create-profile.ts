import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { profiles } from '../models/z.profile';

/** The empty, private profile of a new account. */
export async function createProfile(
	{ userId }: { userId: string },
	executor: Executor = db
): Promise<void> {
	await executor.insert(profiles).values({ userId });
}
