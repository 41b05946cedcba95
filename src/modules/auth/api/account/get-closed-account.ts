import { and, eq, gt, isNotNull } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { pendingSignIns } from '../../models/z.pending-sign-in';
import { users } from '../../models/z.user';
import { erasedAt } from './erasure-delay';

/** The closed account that this browser has just signed in to, and when it is erased, or `null`. */
export async function getClosedAccount({
	pendingId,
	now = new Date()
}: {
	pendingId: string;
	now?: Date;
}) {
	const row = await db
		.select({ email: users.email, closedAt: users.closedAt })
		.from(pendingSignIns)
		.innerJoin(users, and(eq(users.id, pendingSignIns.userId), isNotNull(users.closedAt)))
		.where(
			and(
				eq(pendingSignIns.id, pendingId),
				eq(pendingSignIns.reason, 'closed'),
				gt(pendingSignIns.expiresAt, now)
			)
		)
		.get();
	return row?.closedAt ? { email: row.email, erasedAt: erasedAt(row.closedAt) } : null;
}
