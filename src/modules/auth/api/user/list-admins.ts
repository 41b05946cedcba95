import { and, asc } from 'drizzle-orm';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { users } from '../../models/z.user';
import { isAdmin, isThere, stateOf } from './user-store';

/** The people who run the site, by address, with how their accounts stand. */
export async function listAdmins(executor: Executor = db) {
	const admins = await executor
		.select({
			id: users.id,
			email: users.email,
			closedAt: users.closedAt,
			suspendedAt: users.suspendedAt
		})
		.from(users)
		.where(and(isAdmin, isThere))
		.orderBy(asc(users.email));
	return admins.map(({ id, email, ...rest }) => ({ id, email, state: stateOf(rest) }));
}
