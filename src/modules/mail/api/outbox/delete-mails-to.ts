import { eq } from 'drizzle-orm';
import type { Executor } from '@/server/db/create-db';
import { outbox } from '../../models/z.outbox';

/** Removes what still waits to be sent to an address: its account is erased. */
export async function deleteMailsTo(
	{ recipient }: { recipient: string },
	executor: Executor
): Promise<void> {
	await executor.delete(outbox).where(eq(outbox.recipient, recipient));
}
