import { eq } from 'drizzle-orm';
import type { Executor } from '@/server/db/create-db';
import { notes } from '../models/z.note';
import { noteLimits } from './note-fields';

/**
 * Keeps a text of a person's, in a transaction of the caller's.
 * @returns whether there was room for one more.
 */
export async function createNote(
	{ userId, text, now }: { userId: string; text: string; now: Date },
	executor: Executor
): Promise<boolean> {
	if ((await executor.$count(notes, eq(notes.userId, userId))) >= noteLimits.count) return false;
	await executor.insert(notes).values({ userId, text, createdAt: now });
	return true;
}
