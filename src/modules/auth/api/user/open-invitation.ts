import { and, eq, gt, isNull } from 'drizzle-orm';
import type { Executor } from '@/server/db/create-db';
import { invitations } from '../../models/z.invitation';

/** The condition that nobody has used an invitation, nor taken it back. */
export const isUnused = and(isNull(invitations.usedAt), isNull(invitations.revokedAt));

/** The condition that an invitation waits for its reader yet. */
export const isOpen = (now: Date) => and(isUnused, gt(invitations.expiresAt, now));

/**
 * Uses up the invitation of an address whose account has just got its first way in, in the transaction
 * that settles it; all links of it are good for nothing from then on. Whoever began in time may end
 * later.
 */
export const useUpInvitation = async (
	{ email, now }: { email: string; now: Date },
	executor: Executor
): Promise<void> =>
	void (await executor
		.update(invitations)
		.set({ usedAt: now })
		.where(and(eq(invitations.email, email), isUnused)));
