import { eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { isUniqueViolation } from '@/server/db/errors';
import { profiles, type ProfileUpdate } from '../models/z.profile';
import { foldUsername } from './fold-username';

export type UpdateProfileResult = { ok: true } | { ok: false; reason: 'username-taken' };

/**
 * Changes the given fields of a profile: absent stays as it is, `null` is cleared. Who gets a
 * username that several people ask for at once is decided by the unique index alone.
 * @throws Error when the account is gone.
 */
export async function updateProfile(
	{ userId, changes }: { userId: string; changes: Omit<ProfileUpdate, 'usernameKey'> },
	executor: Executor = db
): Promise<UpdateProfileResult> {
	const { username, displayName, bio, website, visibility } = changes;
	const usernameKey = username && foldUsername(username);
	try {
		const [updated] = await executor
			.update(profiles)
			.set({ username, usernameKey, displayName, bio, website, visibility, updatedAt: new Date() })
			.where(eq(profiles.userId, userId))
			.returning({ userId: profiles.userId });
		if (!updated) throw new Error('This account has no profile.');
		return { ok: true };
	} catch (error) {
		if (isUniqueViolation(error)) return { ok: false, reason: 'username-taken' };
		throw error;
	}
}
