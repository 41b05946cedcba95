import { eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { oauthAccounts } from '../../models/z.oauth-account';
import { passkeys } from '../../models/z.passkey';
import { passwords } from '../../models/z.password';
import { getUserByEmail, type Account } from './user-store';

/**
 * Whether an account was ever given a way in that it has kept: a password, a passkey, a connection. One
 * that cannot be used today counts too, such as a connection to a provider that is not configured: it
 * may be back tomorrow, and its account must not be anybody's meanwhile.
 */
export async function hasWayIn(
	{ userId }: { userId: string },
	executor: Executor = db
): Promise<boolean> {
	const rows = await executor
		.select({ userId: passwords.userId })
		.from(passwords)
		.where(eq(passwords.userId, userId))
		.unionAll(
			executor.select({ userId: passkeys.userId }).from(passkeys).where(eq(passkeys.userId, userId))
		)
		.unionAll(
			executor
				.select({ userId: oauthAccounts.userId })
				.from(oauthAccounts)
				.where(eq(oauthAccounts.userId, userId))
		)
		.limit(1);
	return rows.length > 0;
}

/**
 * The account that an address belongs to in earnest, or `null`. One that was begun, or lost all that
 * opened it, and has no way in belongs to whoever proves its address next. As with
 * {@link getUserByEmail}, no request may ask whose answer could tell.
 */
export async function getSettledUserByEmail(
	{ email }: { email: string },
	executor: Executor = db
): Promise<Account | null> {
	const user = await getUserByEmail({ email }, executor);
	return user && (await hasWayIn({ userId: user.id }, executor)) ? user : null;
}
