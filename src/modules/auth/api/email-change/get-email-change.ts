import { and, eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { tokens } from '../../models/z.token';
import { openToken } from '../token/open-token';

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
		.where(and(openToken({ token, purpose: 'email-change', now }), eq(tokens.userId, userId)))
		.get();
	return row ?? null;
}
