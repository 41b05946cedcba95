import { and, eq, gt } from 'drizzle-orm';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { hashToken } from '@/server/secrets';
import { emailChanges } from '../../models/z.email-change';
import { tokens } from '../../models/z.token';

/** The change of address that a link takes back, or `null`. Looking does not use the link up. */
export async function getUndoLink(
	{ token, now = new Date() }: { token: string; now?: Date },
	executor: Executor = db
) {
	const row = await executor
		.select({
			userId: emailChanges.userId,
			oldEmail: emailChanges.oldEmail,
			newEmail: emailChanges.newEmail,
			changedAt: emailChanges.changedAt
		})
		.from(tokens)
		.innerJoin(emailChanges, eq(emailChanges.id, tokens.emailChangeId))
		.where(
			and(
				eq(tokens.hash, hashToken(token)),
				eq(tokens.purpose, 'email-undo'),
				gt(tokens.expiresAt, now),
				gt(emailChanges.expiresAt, now)
			)
		)
		.get();
	return row ?? null;
}
