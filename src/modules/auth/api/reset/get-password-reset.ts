import { and, eq, sql } from 'drizzle-orm';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { profiles } from '$modules/profile/models/z.profile';
import { oauthAccounts } from '../../models/z.oauth-account';
import { passkeys } from '../../models/z.passkey';
import { passwords } from '../../models/z.password';
import { tokens } from '../../models/z.token';
import { users } from '../../models/z.user';
import { validToken } from '../token/token-store';
import { factorColumns } from '../user/second-step';

/**
 * The account that a reset link belongs to. Looking does not use the link up. A link sent to an
 * address that the account has no longer opens nothing.
 */
export async function getPasswordReset({ token }: { token: string }, executor: Executor = db) {
	const now = new Date();
	const row = await executor
		.select({
			userId: users.id,
			email: users.email,
			displayName: profiles.displayName,
			...factorColumns,
			/** When the link was made: a passkey that is made by it is bound to that. */
			madeAt: tokens.createdAt,
			/** Whoever gives it another, or takes it away, voids the link: so it stays while this is good. */
			hasPassword:
				sql<number>`exists (select 1 from ${passwords} where ${passwords.userId} = ${users.id})`.mapWith(
					Boolean
				),
			/** Whether there are other ways in, which stay. */
			hasOtherWays:
				sql<number>`exists (select 1 from ${passkeys} where ${passkeys.userId} = ${users.id})
				or exists (select 1 from ${oauthAccounts} where ${oauthAccounts.userId} = ${users.id})`.mapWith(
					Boolean
				)
		})
		.from(tokens)
		.innerJoin(users, and(eq(users.id, tokens.userId), eq(users.email, tokens.email)))
		.leftJoin(profiles, eq(profiles.userId, users.id))
		.where(validToken({ token, purpose: 'password-reset', now }))
		.get();
	return row ?? null;
}
