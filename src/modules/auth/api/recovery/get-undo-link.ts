import { and, eq, gt } from 'drizzle-orm';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { emailChanges } from '../../models/z.email-change';
import { tokens } from '../../models/z.token';
import { openToken } from '../token/open-token';

/** The change of address that a link takes back, or `null`. Looking does not use the link up. */
export async function getUndoLink(
	{ token, now = new Date() }: { token: string; now?: Date },
	executor: Executor = db
) {
	const row = await executor
		.select({
			userId: emailChanges.userId,
			email: emailChanges.oldEmail,
			newEmail: emailChanges.newEmail,
			since: emailChanges.changedAt
		})
		.from(tokens)
		.innerJoin(emailChanges, eq(emailChanges.id, tokens.emailChangeId))
		.where(and(openToken({ token, purpose: 'email-undo', now }), gt(emailChanges.expiresAt, now)))
		.get();
	return row ?? null;
}
