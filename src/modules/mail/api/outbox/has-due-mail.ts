import { db } from '@/server/db/client';
import { outbox } from '../../models/z.outbox';
import { due } from './due';

/** Whether a mail waits to be sent: a read, so that an idle worker never takes the write lock. */
export async function hasDueMail(now: Date): Promise<boolean> {
	const rows = await db.select({ id: outbox.id }).from(outbox).where(due(now)).limit(1);
	return rows.length > 0;
}
