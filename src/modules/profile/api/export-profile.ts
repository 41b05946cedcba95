import { eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { asJson } from '@/feature/as-json';
import type { ArchiveFile } from '@/feature/feature';
import { profiles } from '../models/z.profile';
import { getAvatar } from './avatar/avatar-store';

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
	const pictureSince = avatar?.createdAt ?? null;
	yield { name: 'profile.json', input: asJson({ ...profile, pictureSince }) };
	if (avatar) yield { name: 'picture.webp', input: avatar.bytes };
}
