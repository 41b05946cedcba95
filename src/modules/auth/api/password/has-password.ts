import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { getPasswordHash } from './get-password-hash';

/** Whether an account can be signed in to by password. */
export async function hasPassword(
	{ userId }: { userId: string },
	executor: Executor = db
): Promise<boolean> {
	return (await getPasswordHash({ userId }, executor)) !== null;
}
