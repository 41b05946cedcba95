import { and, eq, gt, isNotNull } from 'drizzle-orm';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { pendingSignIns } from '../../models/z.pending-sign-in';
import { users } from '../../models/z.user';
import { isThere } from '../user/user-store';
import { erasedAt } from './get-closed-account';

/**
 * The suspended account that this browser has just signed in to, with every factor that it asks for,
 * or `null`. The one thing that such a sign-in opens.
 * @returns `erasedAt`: where the account is closed besides.
 */
export async function getSuspendedAccount(
	{ pendingId }: { pendingId: string },
	executor: Executor = db
) {
	const row = await executor
		.select({
			userId: users.id,
			email: users.email,
			suspendedAt: users.suspendedAt,
			closedAt: users.closedAt
		})
		.from(pendingSignIns)
		.innerJoin(users, and(eq(users.id, pendingSignIns.userId), isThere))
		.where(
			and(
				isNotNull(users.suspendedAt),
				eq(pendingSignIns.id, pendingId),
				eq(pendingSignIns.reason, 'suspended'),
				gt(pendingSignIns.expiresAt, new Date())
			)
		)
		.get();
	if (!row?.suspendedAt) return null;
	const { userId, email, suspendedAt, closedAt } = row;
	return { userId, email, suspendedAt, erasedAt: closedAt && erasedAt(closedAt) };
}
