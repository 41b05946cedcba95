import { and, eq, gt, gte, isNull, notInArray, or } from 'drizzle-orm';
import type { Executor } from '@/server/db/create-db';
import { emailChanges } from '../../models/z.email-change';
import { oauthAccounts } from '../../models/z.oauth-account';
import { tokens } from '../../models/z.token';
import { getEmailLeftAt } from '../email-change/email-change-store';
import { deletePassword } from '../password/password-hash';

/**
 * Forgets the changes of address since an account left its restored one, and voids every undo and
 * not-me link but those that went to that address or to one from before: an earlier owner can always go further back,
 * a later one can never come forward again.
 * @param links.since when it happened that is taken back; it may be before the account had the
 * restored address, whose owner has no say in that time.
 */
export async function revokeLaterTokens(
	links: { userId: string; email: string; since: Date; now: Date },
	executor: Executor
): Promise<void> {
	const { userId, email, now } = links;
	const left = await getEmailLeftAt(links, executor);
	if (left) {
		await executor
			.delete(emailChanges)
			.where(and(eq(emailChanges.userId, userId), gte(emailChanges.changedAt, left)));
	}
	const earlier = await executor
		.select({ id: emailChanges.id, oldEmail: emailChanges.oldEmail })
		.from(emailChanges)
		.where(and(eq(emailChanges.userId, userId), gt(emailChanges.expiresAt, now)));
	const changeIds = earlier.map(({ id }) => id);
	const addresses = [email, ...earlier.map(({ oldEmail }) => oldEmail)];

	await executor
		.delete(tokens)
		.where(
			and(
				eq(tokens.userId, userId),
				or(
					and(eq(tokens.purpose, 'not-me'), notInArray(tokens.email, addresses)),
					and(
						eq(tokens.purpose, 'email-undo'),
						or(isNull(tokens.emailChangeId), notInArray(tokens.emailChangeId, changeIds))
					)
				)
			)
		);
}

/**
 * Takes away every way in that somebody may have added to an account since a moment, but for passkeys
 * and other factors, see `deleteFactorsSince`. A password goes whatever its age: it may be how they
 * came in, and what it was before is not kept. The owner sets a new one by mail.
 */
export async function deleteWaysIn(
	{ userId, since }: { userId: string; since: Date },
	executor: Executor
): Promise<void> {
	await deletePassword({ userId }, executor);
	await executor
		.delete(oauthAccounts)
		.where(and(eq(oauthAccounts.userId, userId), gte(oauthAccounts.createdAt, since)));
}
