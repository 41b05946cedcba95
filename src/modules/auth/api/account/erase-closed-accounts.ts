import { and, eq, lte } from 'drizzle-orm';
import { deleteMailsTo } from '$modules/mail/api/outbox/outbox-store';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { db } from '@/server/db/client';
import { log } from '@/server/log';
import { users } from '../../models/z.user';

/**
 * Housekeeping: erases the accounts that have been closed for 14 days, each in one transaction with
 * everything that hangs on it. One that is reopened meanwhile stays: the deletion asks again.
 */
export async function eraseClosedAccounts(now = new Date()): Promise<void> {
	const isDue = lte(users.closedAt, new Date(now.getTime() - lifetimes.closedAccount));
	const due = await db.select({ id: users.id }).from(users).where(isDue);
	for (const { id } of due) {
		await db.transaction(async (tx) => {
			const [erased] = await tx
				.delete(users)
				.where(and(eq(users.id, id), isDue))
				.returning({ email: users.email });
			if (!erased) return;
			await deleteMailsTo({ recipient: erased.email }, tx);
			log.info({ event: 'account-erased', userId: id }, 'account erased');
		});
	}
}
