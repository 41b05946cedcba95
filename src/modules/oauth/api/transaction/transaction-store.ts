import { eq, lt } from 'drizzle-orm';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { db } from '@/server/db/client';
import { deleteInSteps } from '@/server/db/delete-in-steps';
import { hashToken } from '@/server/secrets';
import {
	oauthTransactions,
	type OauthPurpose,
	type OauthTransaction
} from '../../models/z.oauth-transaction';

export type { OauthTransaction };

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
		expiresAt: new Date(now.getTime() + lifetimes.oauthTransaction)
	});
}

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

/** Housekeeping: removes what nobody came back from in time. */
export async function deleteExpiredTransactions(now: Date): Promise<void> {
	await deleteInSteps(oauthTransactions, lt(oauthTransactions.expiresAt, now));
}

/** Removes those of a person whose account is being erased, in steps. */
export async function deleteTransactionsOf({ userId }: { userId: string }): Promise<void> {
	await deleteInSteps(oauthTransactions, eq(oauthTransactions.userId, userId));
}
