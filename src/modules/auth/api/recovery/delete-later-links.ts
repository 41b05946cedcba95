import { and, eq, gt, gte, isNull, notInArray, or } from 'drizzle-orm';
import type { Executor } from '@/server/db/create-db';
import { emailChanges } from '../../models/z.email-change';
import { tokens } from '../../models/z.token';
import { getDeparture } from '../email-change/get-departure';
import { deleteOpenTokens } from '../token/delete-open-tokens';

/**
 * Forgets the changes of address since an account left its restored one, and voids every link but
 * those that went to that address or to one from before: an earlier owner can always go further back,
 * a later one can never come forward again.
 * @param links.since when it happened that is taken back; it may be before the account had the
 * restored address, whose owner has no say in that time.
 */
export async function deleteLaterLinks(
	links: { userId: string; email: string; since: Date; now: Date },
	executor: Executor
): Promise<void> {
	const { userId, email, now } = links;
	const left = await getDeparture(links, executor);
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

	await deleteOpenTokens({ userId }, executor);
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
