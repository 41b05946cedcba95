import { asc, eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { oauthAccounts } from '../../models/z.oauth-account';

/** A person's connections, oldest first. */
export async function listConnections({ userId }: { userId: string }, executor: Executor = db) {
	return executor
		.select({
			provider: oauthAccounts.provider,
			email: oauthAccounts.email,
			createdAt: oauthAccounts.createdAt,
			lastUsedAt: oauthAccounts.lastUsedAt
		})
		.from(oauthAccounts)
		.where(eq(oauthAccounts.userId, userId))
		.orderBy(asc(oauthAccounts.createdAt));
}
