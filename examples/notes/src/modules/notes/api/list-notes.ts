import { desc, eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { notes } from '../models/z.note';

/** All that a person has kept, newest first; `noteLimits` says how many that can be. */
export const listNotes = ({ userId }: { userId: string }) =>
	db
		.select({ id: notes.id, text: notes.text, createdAt: notes.createdAt })
		.from(notes)
		.where(eq(notes.userId, userId))
		.orderBy(desc(notes.createdAt), desc(notes.id));

export type ListedNote = Awaited<ReturnType<typeof listNotes>>[number];
