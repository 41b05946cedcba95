import { isNull, lt, notExists, sql, eq } from 'drizzle-orm';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { db } from '@/server/db/client';
import { deleteInSteps } from '@/server/db/delete-in-steps';
import { oauthAccounts } from '../../models/z.oauth-account';
import { passkeys } from '../../models/z.passkey';
import { passwords } from '../../models/z.password';
import { users } from '../../models/z.user';

/** The condition that an account has none of what this table holds. */
const hasNone = (table: typeof passwords | typeof passkeys | typeof oauthAccounts) =>
	notExists(
		db
			.select({ one: sql`1` })
			.from(table)
			.where(eq(table.userId, users.id))
	);

/**
 * Housekeeping: removes accounts that were begun without a way in and left before they had one. They
 * hold nothing but an address that was proved, and would keep it from whoever has it. One that is
 * suspended stays: to begin it anew would lift that.
 */
export async function deleteUnsettledAccounts(now = new Date()): Promise<void> {
	const before = new Date(now.getTime() - lifetimes.unsettledAccount);
	const isOld = lt(users.unsettledSince, before);
	const hasNothing = [passwords, passkeys, oauthAccounts].map(hasNone);
	const isFree = isNull(users.suspendedAt);
	await deleteInSteps(users, sql.join([isOld, isFree, ...hasNothing], sql` and `));
}
