import { db } from '@/server/db/client';
import { hashToken } from '@/server/secrets';
import { oauthTransactions, type OauthPurpose } from '../../../models/z.oauth-transaction';
import { transactionLifetime } from './transaction-lifetime';

/** For what, and for a signed-in person in which session. */
export type Intent = {
	purpose: OauthPurpose;
	owner: { userId: string; sessionId: string } | null;
	redirectTo: string;
};

/** Keeps that a browser was sent to a provider, under the hash of its cookie's token. */
export async function createTransaction(
	input: Intent & { token: string; provider: string; now: Date }
): Promise<void> {
	const { token, provider, purpose, owner, redirectTo, now } = input;
	await db.insert(oauthTransactions).values({
		id: hashToken(token),
		provider,
		purpose,
		userId: owner?.userId,
		sessionId: owner?.sessionId,
		redirectTo,
		createdAt: now,
		expiresAt: new Date(now.getTime() + transactionLifetime)
	});
}
