import { and, eq, type SQL } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { isUniqueViolation } from '@/server/db/errors';
import { SessionEndedError } from '@/server/request-errors';
import { profiles, type ProfileUpdate } from '../models/z.profile';
import { foldUsername, isReservedUsername } from './username';

export type UpdateProfileResult = { ok: true } | { ok: false; reason: 'username-taken' };

/**
 * Changes the given fields of a profile: absent stays as it is, `null` is cleared. Who gets a
 * username that several people ask for at once is decided by the unique index alone. One that the site
 * has come to need for itself stays with whoever has it.
 * @param input.isOwner what must hold besides when it is written: that the session is still there.
 * @throws SessionEndedError where it is not, or the account is gone.
 */
export async function updateProfile(input: {
	userId: string;
	changes: ProfileUpdate;
	isOwner?: SQL;
}): Promise<UpdateProfileResult> {
	const { userId, changes, isOwner } = input;
	const { username } = changes;
	const usernameKey = username && foldUsername(username);
	if (username && isReservedUsername(username) && !(await isOwnName(userId, username))) {
		return { ok: false, reason: 'username-taken' };
	}
	try {
		const [updated] = await db
			.update(profiles)
			.set({ ...changes, usernameKey, updatedAt: new Date() })
			.where(and(eq(profiles.userId, userId), isOwner))
			.returning({ userId: profiles.userId });
		if (!updated) throw new SessionEndedError();
		return { ok: true };
	} catch (error) {
		if (isUniqueViolation(error)) return { ok: false, reason: 'username-taken' };
		throw error;
	}
}

const isOwnName = async (userId: string, username: string): Promise<boolean> =>
	(await db.$count(profiles, and(eq(profiles.userId, userId), eq(profiles.username, username)))) >
	0;
