import { and, eq, ne } from 'drizzle-orm';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { users } from '../../models/z.user';
import { isAddressReserved } from './is-address-reserved';

/** Whether an account may take an address: nobody else has it, nor is it kept for somebody else. */
export async function isAddressFree(
	{ email, userId, now = new Date() }: { email: string; userId: string; now?: Date },
	executor: Executor = db
): Promise<boolean> {
	const owner = await executor
		.select({ id: users.id })
		.from(users)
		.where(and(eq(users.email, email), ne(users.id, userId)))
		.get();
	return !owner && !(await isAddressReserved({ email, userId, now }, executor));
}
