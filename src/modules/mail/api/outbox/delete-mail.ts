import { eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { outbox } from '../../models/z.outbox';

/** Removes a mail that was sent, is not due, or is given up. */
export async function deleteMail(id: string): Promise<void> {
	await db.delete(outbox).where(eq(outbox.id, id));
}
