import { and, eq, isNull } from 'drizzle-orm';
import type { Executor } from '@/server/db/create-db';
import { invitations } from '../../models/z.invitation';

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
		.where(
			and(eq(invitations.email, email), isNull(invitations.usedAt), isNull(invitations.revokedAt))
		));
