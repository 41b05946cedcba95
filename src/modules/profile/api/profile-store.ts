import { eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { deleteInSteps } from '@/server/db/delete-in-steps';
import { avatars } from '../models/z.avatar';
import { profiles } from '../models/z.profile';
import * as fields from './profile-fields';

/**
 * The private profile of a new account: empty, but for the name that a provider knows the person by,
 * which they are shown at once.
 */
export async function createProfile(
	{ userId, displayName }: { userId: string; displayName?: string | null | undefined },
	executor: Executor = db
): Promise<void> {
	const name = fields.displayName.safeParse(displayName);
	await executor.insert(profiles).values({ userId, displayName: name.data });
}

/** Takes a profile out of everybody's sight, whatever its visibility, or brings it back. */
export async function setProfileHidden(
	{ userId, isHidden }: { userId: string; isHidden: boolean },
	executor: Executor
): Promise<void> {
	await executor.update(profiles).set({ isHidden }).where(eq(profiles.userId, userId));
}

/** Removes profile and picture of an account that is being erased. */
export async function eraseProfile({ userId }: { userId: string }): Promise<void> {
	await deleteInSteps(avatars, eq(avatars.userId, userId));
	await deleteInSteps(profiles, eq(profiles.userId, userId));
}
