import { and, eq, gt, isNotNull, isNull } from 'drizzle-orm';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { db } from '@/server/db/client';
import { pendingSignIns } from '../../models/z.pending-sign-in';
import { users } from '../../models/z.user';
import { isThere } from '../user/user-store';

/** When an account that was closed at this time is erased. */
export const erasedAt = (closedAt: Date) => new Date(closedAt.getTime() + lifetimes.closedAccount);

/**
 * The closed account that this browser has just signed in to, and when it is erased, or `null`. One
 * that is suspended is reopened by nobody who signs in to it.
 */
export async function getClosedAccount({ pendingId }: { pendingId: string }) {
	const row = await db
		.select({ userId: users.id, email: users.email, closedAt: users.closedAt })
		.from(pendingSignIns)
		.innerJoin(users, and(eq(users.id, pendingSignIns.userId), isThere))
		.where(
			and(
				isNotNull(users.closedAt),
				isNull(users.suspendedAt),
				eq(pendingSignIns.id, pendingId),
				eq(pendingSignIns.reason, 'closed'),
				gt(pendingSignIns.expiresAt, new Date())
			)
		)
		.get();
	if (!row?.closedAt) return null;
	const { userId, email, closedAt } = row;
	return { userId, email, erasedAt: erasedAt(closedAt) };
}
