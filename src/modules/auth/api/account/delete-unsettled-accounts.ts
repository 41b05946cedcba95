import { and, eq, isNull, lt, notExists, sql, type SQL } from 'drizzle-orm';
import { deleteEventsOfStep, EVENTS_STEP } from '$modules/activity/api/event-store';
import { getStoredKey } from '$modules/keys/api/stored-key';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { db } from '@/server/db/client';
import { inSteps } from '@/server/db/delete-in-steps';
import { oauthAccounts } from '../../models/z.oauth-account';
import { passkeys } from '../../models/z.passkey';
import { passwords } from '../../models/z.password';
import { users } from '../../models/z.user';

const waysIn = [passwords, passkeys, oauthAccounts] as const;

/** The condition that an account has none of what this table holds. */
const hasNone = (table: (typeof waysIn)[number]) =>
	notExists(
		db
			.select({ one: sql`1` })
			.from(table)
			.where(eq(table.userId, users.id))
	);

/** Accounts a step. */
const STEP = 50;

/**
 * Housekeeping: removes accounts that were begun without a way in and left before they had one. They
 * hold nothing but an address that was proved, and would keep it from whoever has it. One that is
 * suspended stays: to begin it anew would lift that.
 */
export async function deleteUnsettledAccounts(now = new Date()): Promise<void> {
	const before = new Date(now.getTime() - lifetimes.unsettledAccount);
	const isOld = lt(users.unsettledSince, before);
	const isLeft = and(isOld, isNull(users.suspendedAt), ...waysIn.map(hasNone));
	await inSteps(STEP, async () => {
		const { id } = users;
		const left = await db.select({ id }).from(users).where(isLeft).limit(STEP);
		for (const account of left) await deleteAccount(account.id, isLeft);
		return left.length;
	});
}

/**
 * With its record, which tells of that: what hangs on an account would go untold. Each step looks whether
 * it is left still: whoever takes it up meanwhile keeps both.
 */
async function deleteAccount(userId: string, isLeft: SQL | undefined): Promise<void> {
	const key = await getStoredKey('record');
	await inSteps(EVENTS_STEP, () =>
		db.transaction(async (tx) => {
			if ((await tx.$count(users, and(eq(users.id, userId), isLeft))) === 0) return 0;
			const gone = await deleteEventsOfStep({ userId, key }, tx);
			if (gone < EVENTS_STEP) await tx.delete(users).where(eq(users.id, userId));
			return gone;
		})
	);
}
