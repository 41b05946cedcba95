import { and, eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { profiles } from '$modules/profile/models/z.profile';
import { tokens } from '../../models/z.token';
import { users } from '../../models/z.user';
import { validToken } from '../token/token-store';

/**
 * The account that a reset link belongs to. Looking does not use the link up. A link sent to an
 * address that the account has no longer opens nothing.
 */
export async function getPasswordReset({ token }: { token: string }) {
	const now = new Date();
	const row = await db
		.select({
			userId: users.id,
			email: users.email,
			displayName: profiles.displayName
		})
		.from(tokens)
		.innerJoin(users, and(eq(users.id, tokens.userId), eq(users.email, tokens.email)))
		.leftJoin(profiles, eq(profiles.userId, users.id))
		.where(validToken({ token, purpose: 'password-reset', now }))
		.get();
	return row ?? null;
}
