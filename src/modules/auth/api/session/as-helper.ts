import { error } from '@sveltejs/kit';
import { and, eq, isNull } from 'drizzle-orm';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { users } from '../../models/z.user';
import { asOwner, type SessionOwner } from './session-owner';

/**
 * Does work of the people who run the site in one transaction with a look whether the admin's session is
 * still there, and whether they still run it: a request may take its time, and be a thief's.
 * @param owner absent for the operator, on the command line.
 * @throws SessionEndedError, or 404 where the role is gone; nothing is written then.
 */
export async function asHelper<T>(
	owner: SessionOwner | undefined,
	work: (tx: Executor, now: Date) => Promise<T>
): Promise<T> {
	if (!owner) return db.transaction((tx) => work(tx, new Date()));
	return asOwner(owner, async (tx, now) => {
		const admin = and(eq(users.id, owner.userId), eq(users.role, 'admin'));
		const inUse = and(admin, isNull(users.suspendedAt), isNull(users.closedAt));
		if ((await tx.$count(users, inUse)) === 0) error(404);
		return work(tx, now);
	});
}
