import { and, eq, gt, ne } from 'drizzle-orm';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { emailChanges } from '../../models/z.email-change';

/**
 * Whether an address is kept for an account that left it lately and may want it back.
 * @param userId whose own reservations do not count.
 */
export async function isAddressReserved(
	{ email, userId, now = new Date() }: { email: string; userId?: string; now?: Date },
	executor: Executor = db
): Promise<boolean> {
	const row = await executor
		.select({ id: emailChanges.id })
		.from(emailChanges)
		.where(
			and(
				eq(emailChanges.oldEmail, email),
				gt(emailChanges.expiresAt, now),
				userId ? ne(emailChanges.userId, userId) : undefined
			)
		)
		.get();
	return row !== undefined;
}
