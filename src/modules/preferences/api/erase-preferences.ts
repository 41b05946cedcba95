import { eq } from 'drizzle-orm';
import { deleteInSteps } from '@/server/db/delete-in-steps';
import { preferences } from '../models/z.preferences';

/** Removes what somebody chose whose account is being erased. */
export const erasePreferences = ({ userId }: { userId: string }): Promise<void> =>
	deleteInSteps(preferences, eq(preferences.userId, userId));
