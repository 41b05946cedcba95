import { eq } from 'drizzle-orm';
import { deleteInSteps } from '@/server/db/delete-in-steps';
import { avatars } from '../models/z.avatar';
import { profiles } from '../models/z.profile';

/** Removes profile and picture of an account that is being erased. */
export async function eraseProfile({ userId }: { userId: string }): Promise<void> {
	await deleteInSteps(avatars, eq(avatars.userId, userId));
	await deleteInSteps(profiles, eq(profiles.userId, userId));
}
