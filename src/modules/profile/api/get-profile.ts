import { eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { profiles } from '../models/z.profile';

/** A person's own profile, or `null` where there is no such account. */
export async function getProfile({ userId }: { userId: string }) {
	const [profile] = await db
		.select({
			username: profiles.username,
			displayName: profiles.displayName,
			bio: profiles.bio,
			website: profiles.website,
			visibility: profiles.visibility
		})
		.from(profiles)
		.where(eq(profiles.userId, userId));
	return profile ?? null;
}

export type OwnProfile = NonNullable<Awaited<ReturnType<typeof getProfile>>>;
