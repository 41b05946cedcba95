import { and, eq, gt } from 'drizzle-orm';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { hashToken } from '@/server/secrets';
import { tokens } from '../../models/z.token';

/**
 * The address that a link would give to this account, or `null`: for the account that asked alone.
 * Looking does not use the link up.
 */
export async function getEmailChange(
	{ token, userId, now = new Date() }: { token: string; userId: string; now?: Date },
	executor: Executor = db
) {
	const row = await executor
		.select({ email: tokens.email })
		.from(tokens)
		.where(
			and(
				eq(tokens.hash, hashToken(token)),
				eq(tokens.purpose, 'email-change'),
				eq(tokens.userId, userId),
				gt(tokens.expiresAt, now)
			)
		)
		.get();
	return row ?? null;
}
