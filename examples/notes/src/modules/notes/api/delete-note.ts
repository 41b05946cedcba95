import { and, eq } from 'drizzle-orm';
import type { Executor } from '@/server/db/create-db';
import { notes } from '../models/z.note';

/**
 * Takes one of a person's own away.
 * @returns whether it was there, and theirs.
 */
export async function deleteNote(
	{ userId, id }: { userId: string; id: string },
	executor: Executor
): Promise<boolean> {
	const gone = await executor
		.delete(notes)
		.where(and(eq(notes.id, id), eq(notes.userId, userId)))
		.returning({ id: notes.id });
	return gone.length > 0;
}
