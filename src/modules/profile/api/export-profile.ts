import { eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { asJson } from '@/feature/as-json';
import type { ArchiveFile } from '@/feature/feature';
import { profiles } from '../models/z.profile';
import { getAvatar } from './avatar/avatar-store';
import { hasPublicProfiles, parts } from '@/site';

/** Profile and picture, for a person's archive. */
export async function* exportProfile({ userId }: { userId: string }): AsyncGenerator<ArchiveFile> {
	const [profile] = await db
		.select({
			username: profiles.username,
			displayName: profiles.displayName,
			bio: profiles.bio,
			website: profiles.website,
			visibility: profiles.visibility,
			updatedAt: profiles.updatedAt
		})
		.from(profiles)
		.where(eq(profiles.userId, userId));
	const avatar = await getAvatar({ userId });
	const all = { ...profile, pictureSince: avatar?.createdAt ?? null };
	const isHeld = ([name, value]: [string, unknown]) =>
		!absentFields().includes(name) || (value !== null && value !== 'private');
	const own = Object.fromEntries(Object.entries(all).filter(isHeld));
	yield { name: 'profile.json', input: asJson(own) };
	if (avatar) yield { name: 'picture.webp', input: avatar.bytes };
}

/** What this site does not ask for; where somebody said it before, it is theirs as before. */
function absentFields(): string[] {
	return [
		...(parts.usernames ? [] : ['username']),
		...(hasPublicProfiles() ? [] : ['bio', 'website', 'visibility']),
		...(parts.avatars ? [] : ['pictureSince'])
	];
}
