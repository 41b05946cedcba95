import { and, eq, gt } from 'drizzle-orm';
import { hasProviders } from '$modules/oauth/api/get-provider';
import { m } from '@/paraglide/messages';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { emailChanges } from '../../models/z.email-change';
import { tokens } from '../../models/z.token';
import { users } from '../../models/z.user';
import { getEmailLeftAt } from '../email-change/email-change-store';
import { validToken } from '../token/token-store';

/** The change of address that a link takes back, or `null`. Looking does not use the link up. */
export async function getUndoLink({ token }: { token: string }, executor: Executor = db) {
	const now = new Date();
	const row = await executor
		.select({
			userId: emailChanges.userId,
			email: emailChanges.oldEmail,
			newEmail: emailChanges.newEmail,
			since: emailChanges.changedAt
		})
		.from(tokens)
		.innerJoin(emailChanges, eq(emailChanges.id, tokens.emailChangeId))
		.where(and(validToken({ token, purpose: 'email-undo', now }), gt(emailChanges.expiresAt, now)))
		.get();
	return row ?? null;
}

/**
 * What a not-me link is about, or `null`. It speaks for the address that it went to: one that the
 * account has, or had when the mail was written and can have back. Looking does not use it up.
 */
export async function getNotMeLink({ token }: { token: string }, executor: Executor = db) {
	const now = new Date();
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
		.where(validToken({ token, purpose: 'not-me', now }))
		.get();
	if (!link || link.email === link.currentEmail) return link ?? null;
	return (await getEmailLeftAt(link, executor)) && link;
}

/** What the use of such a link removes, in the reader's language: a browser needs no other sentence of it. */
export const describeAdditions = (): string =>
	(hasProviders() ? m.recovery_additions : m.recovery_additions_no_provider)();
