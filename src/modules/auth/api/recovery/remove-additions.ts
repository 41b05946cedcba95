import { and, eq, gte } from 'drizzle-orm';
import type { Executor } from '@/server/db/create-db';
import { oauthAccounts } from '../../models/z.oauth-account';
import { passwords } from '../../models/z.password';

/**
 * Takes away every way in that somebody may have added to an account since a moment. A password
 * goes whatever its age: it may be how they came in, and what it was before is not kept. The owner
 * sets a new one by mail.
 */
export async function removeAdditions(
	{ userId, since }: { userId: string; since: Date },
	executor: Executor
): Promise<void> {
	await executor.delete(passwords).where(eq(passwords.userId, userId));
	await executor
		.delete(oauthAccounts)
		.where(and(eq(oauthAccounts.userId, userId), gte(oauthAccounts.createdAt, since)));
}
