import { and, eq, gte, isNull, notInArray, or } from 'drizzle-orm';
import type { Executor } from '@/server/db/create-db';
import { emailChanges } from '../../models/z.email-change';
import { tokens } from '../../models/z.token';
import { deleteOpenTokens } from './delete-open-tokens';

/**
 * Forgets the changes of address since a moment, and voids every link of an account but those that
 * went to its restored address or to one from before: an earlier owner can always go further back,
 * a later one can never come forward again.
 */
export async function deleteLaterLinks(
	{ userId, email, since }: { userId: string; email: string; since: Date },
	executor: Executor
): Promise<void> {
	await executor
		.delete(emailChanges)
		.where(and(eq(emailChanges.userId, userId), gte(emailChanges.changedAt, since)));
	const earlier = await executor
		.select({ id: emailChanges.id, oldEmail: emailChanges.oldEmail })
		.from(emailChanges)
		.where(eq(emailChanges.userId, userId));
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
