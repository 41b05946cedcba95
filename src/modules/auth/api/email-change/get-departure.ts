import { and, asc, eq, gt, gte } from 'drizzle-orm';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { emailChanges } from '../../models/z.email-change';

/**
 * When an account first left an address since a moment, or `null`: as far as it can be undone yet.
 * What an address's owner takes back begins there, and never before.
 */
export async function getDeparture(
	{ userId, email, since, now }: { userId: string; email: string; since?: Date; now: Date },
	executor: Executor = db
): Promise<Date | null> {
	const change = await executor
		.select({ changedAt: emailChanges.changedAt })
		.from(emailChanges)
		.where(
			and(
				eq(emailChanges.userId, userId),
				eq(emailChanges.oldEmail, email),
				since && gte(emailChanges.changedAt, since),
				gt(emailChanges.expiresAt, now)
			)
		)
		.orderBy(asc(emailChanges.changedAt))
		.get();
	return change?.changedAt ?? null;
}
