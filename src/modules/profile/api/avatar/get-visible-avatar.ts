import { and, eq, or, sql } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { hasPublicProfiles } from '@/site';
import { avatars } from '../../models/z.avatar';
import { profiles } from '../../models/z.profile';

const isPublic = () =>
	hasPublicProfiles()
		? and(eq(profiles.visibility, 'public'), eq(profiles.isHidden, false))!
		: sql`false`;

/**
 * A picture as its id names it, for whoever may see it: everybody where the profile is public, else
 * its owner alone. `null` for all others, and where there is none.
 */
export async function getVisibleAvatar({ id, viewerId }: { id: string; viewerId: string | null }) {
	const [avatar] = await db
		.select({ bytes: avatars.bytes, isPublic: sql<number>`${isPublic()}`.mapWith(Boolean) })
		.from(avatars)
		.innerJoin(profiles, eq(profiles.userId, avatars.userId))
		.where(
			and(
				eq(avatars.id, id),
				or(isPublic(), viewerId === null ? undefined : eq(avatars.userId, viewerId))
			)
		);
	return avatar ?? null;
}
