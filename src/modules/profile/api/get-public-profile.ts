import { and, eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { avatars } from '../models/z.avatar';
import { profiles } from '../models/z.profile';
import { parts } from '@/site';
import { foldUsername, usernamePattern } from './username';

/**
 * What everybody may see of a person, by their username in any case, or `null`: a private profile
 * and a name that nobody has are the same.
 */
export async function getPublicProfile({ username }: { username: string }) {
	if (!usernamePattern.test(username)) return null;
	const [profile] = await db
		.select({
			username: profiles.username,
			displayName: profiles.displayName,
			bio: profiles.bio,
			website: profiles.website,
			avatarId: avatars.id
		})
		.from(profiles)
		.leftJoin(avatars, eq(avatars.userId, profiles.userId))
		.where(
			and(
				eq(profiles.usernameKey, foldUsername(username)),
				eq(profiles.visibility, 'public'),
				eq(profiles.isHidden, false)
			)
		);

	// The key has an index but also matches look-alikes, which must not lead to this person.
	if (!profile?.username || !isSameName(profile.username, username)) return null;
	const avatarId = parts.avatars ? profile.avatarId : null;
	return { ...profile, username: profile.username, avatarId };
}

const isSameName = (a: string, b: string) => a.toLowerCase() === b.toLowerCase();
