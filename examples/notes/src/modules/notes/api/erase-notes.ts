import { eq } from 'drizzle-orm';
import { deleteInSteps } from '@/server/db/delete-in-steps';
import { notes } from '../models/z.note';

/** Removes everything of a person whose account is being erased. */
export const eraseNotes = ({ userId }: { userId: string }): Promise<void> =>
	deleteInSteps(notes, eq(notes.userId, userId));
