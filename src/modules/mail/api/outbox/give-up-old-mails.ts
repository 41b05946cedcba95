import { and, eq, isNull, lt } from 'drizzle-orm';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { db } from '@/server/db/client';
import { deleteInSteps } from '@/server/db/delete-in-steps';
import { log } from '@/server/log';
import { tell } from '@/server/measures';
import { outbox } from '../../models/z.outbox';

/**
 * Housekeeping: gives up mails that had no turn for a week, so that what waits behind a flood does not
 * wait for ever. The log says how many.
 */
export async function giveUpOldMails(now = new Date()): Promise<void> {
	const tooOld = and(
		isNull(outbox.givenUpAt),
		eq(outbox.attempts, 0),
		lt(outbox.createdAt, new Date(now.getTime() - lifetimes.waitingMail))
	)!;
	const count = await db.$count(outbox, tooOld);
	if (count === 0) return;
	await deleteInSteps(outbox, tooOld);
	log.error({ count }, 'Mails had no turn for a week, given up');
	for (let told = 0; told < count; told++) tell({ what: 'mail', outcome: 'given-up' });
}
