import { eq } from 'drizzle-orm';
import type { Executor } from '@/server/db/create-db';
import { pendingSignIns } from '../../models/z.pending-sign-in';

/** Ends what has proved who it is and waits for more: it goes where sessions go. */
export async function deletePendingSignIns(
	{ userId }: { userId: string },
	executor: Executor
): Promise<void> {
	await executor.delete(pendingSignIns).where(eq(pendingSignIns.userId, userId));
}
