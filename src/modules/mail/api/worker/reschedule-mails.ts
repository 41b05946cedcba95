import { and, gt, inArray, isNull, sql } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { inSteps } from '@/server/db/delete-in-steps';
import { outbox } from '../../models/z.outbox';
import { retryDelay } from './handle-failure';

/** Rows a step. */
const STEP = 50;

/**
 * Housekeeping: has mails tried now that would wait longer than any failure makes them. They were asked
 * for or put off by a clock that was ahead.
 */
export async function rescheduleMails(now = new Date()): Promise<void> {
	const longest = retryDelay(Infinity, 1);
	const rowid = sql`rowid`;
	const some = db
		.select({ rowid })
		.from(outbox)
		.where(
			and(gt(outbox.nextAttemptAt, new Date(now.getTime() + longest)), isNull(outbox.givenUpAt))
		)
		.limit(STEP);
	await inSteps(STEP, async () => {
		const { rowsAffected } = await db
			.update(outbox)
			.set({ nextAttemptAt: now })
			.where(inArray(rowid, some));
		return rowsAffected;
	});
}
