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
 * Whether an account was begun without a way in and never had one: it holds nothing yet, and belongs
 * to whoever proves its address next. One that has lost all that opened it is its owner's still.
 */
export const isUnsettled = async ({ id, unsettledSince }: Account, executor: Executor) =>
	unsettledSince !== null && !(await hasWayIn({ userId: id }, executor));

/**
 * The account that an address belongs to in earnest, or `null`. As with {@link getUserByEmail}, no
 * request may ask whose answer could tell.
 */
export async function getSettledUserByEmail(
	{ email }: { email: string },
	executor: Executor = db
): Promise<Account | null> {
	const user = await getUserByEmail({ email }, executor);
	return user && !(await isUnsettled(user, executor)) ? user : null;
}

/** The account of an address that nobody has made theirs yet, or `null`; see above. */
export async function getUnsettledUserByEmail(
	{ email }: { email: string },
	executor: Executor
): Promise<Account | null> {
	const user = await getUserByEmail({ email }, executor);
	return user && (await isUnsettled(user, executor)) ? user : null;
}
