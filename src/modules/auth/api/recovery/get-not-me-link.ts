import { eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { tokens } from '../../models/z.token';
import { users } from '../../models/z.user';
import { getDeparture } from '../email-change/get-departure';
import { openToken } from '../token/open-token';

/**
 * What a not-me link is about, or `null`. It speaks for the address that it went to: one that the
 * account has, or had when the mail was written and can have back. Looking does not use it up.
 */
export async function getNotMeLink(
	{ token, now = new Date() }: { token: string; now?: Date },
	executor: Executor = db
) {
	const link = await executor
		.select({
			userId: users.id,
			email: tokens.email,
			currentEmail: users.email,
			/** When it happened that the mail told of. */
			since: tokens.createdAt
		})
		.from(tokens)
		.innerJoin(users, eq(users.id, tokens.userId))
		.where(openToken({ token, purpose: 'not-me', now }))
		.get();
	if (!link || link.email === link.currentEmail) return link ?? null;
	return (await getDeparture({ ...link, now }, executor)) && link;
}
