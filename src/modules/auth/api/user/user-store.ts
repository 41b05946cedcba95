import { eq, type SQL } from 'drizzle-orm';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { users } from '../../models/z.user';

const find = async (where: SQL, executor: Executor) =>
	(await executor
		.select({
			id: users.id,
			email: users.email,
			closedAt: users.closedAt,
			knownSince: users.knownSince
		})
		.from(users)
		.where(where)
		.get()) ?? null;

/** An account, or `null` where it is gone. */
export const getUser = ({ userId }: { userId: string }, executor: Executor = db) =>
	find(eq(users.id, userId), executor);

/**
 * The account that has an address, or `null`. No request may ask whose answer could tell: only what
 * runs behind it, such as the worker that writes mails.
 */
export const getUserByEmail = ({ email }: { email: string }, executor: Executor = db) =>
	find(eq(users.email, email), executor);
