import { eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { hashToken } from '@/server/secrets';
import { oauthTransactions, type OauthTransaction } from '../../../models/z.oauth-transaction';

/**
 * Uses a transaction up: of any number of callbacks with one token, one gets it. A callback of
 * another provider (mix-up, RFC 9700 section 4.4) and a late one use it up and get nothing.
 */
export async function consumeTransaction(input: {
	token: string;
	provider: string;
	now: Date;
}): Promise<OauthTransaction | null> {
	const [transaction] = await db
		.delete(oauthTransactions)
		.where(eq(oauthTransactions.id, hashToken(input.token)))
		.returning();
	const valid =
		transaction && transaction.provider === input.provider && transaction.expiresAt > input.now;
	return valid ? transaction : null;
}
