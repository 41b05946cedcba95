import { eq } from 'drizzle-orm';
import type { Executor } from '@/server/db/create-db';
import { outbox } from '../../models/z.outbox';

/** Whether a mail is still wanted: its row goes when it was sent, given up or taken back. */
export async function hasMail({ id }: { id: string }, executor: Executor): Promise<boolean> {
	const [mail] = await executor.select({ id: outbox.id }).from(outbox).where(eq(outbox.id, id));
	return mail !== undefined;
}
