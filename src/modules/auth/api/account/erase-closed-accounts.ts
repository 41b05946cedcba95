import { and, eq, isNotNull, isNull, lte } from 'drizzle-orm';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { deleteTransactionsOf } from '$modules/oauth/api/transaction/transaction-store';
import { db } from '@/server/db/client';
import { deleteInSteps } from '@/server/db/delete-in-steps';
import type { Feature } from '@/feature/feature';
import { log } from '@/server/log';
import { delayedRecoveries } from '../../models/z.delayed-recovery';
import { emailChanges } from '../../models/z.email-change';
import { invitations } from '../../models/z.invitation';
import { keptForms } from '../../models/z.kept-form';
import { oauthAccounts } from '../../models/z.oauth-account';
import { passkeys } from '../../models/z.passkey';
import { passwords } from '../../models/z.password';
import { pendingSignIns } from '../../models/z.pending-sign-in';
import { recoveryCodes, shownRecoveryCodes } from '../../models/z.recovery-code';
import { removedFactors } from '../../models/z.removed-factor';
import { sessions } from '../../models/z.session';
import { tokens } from '../../models/z.token';
import { totps } from '../../models/z.totp';
import { trustedDevices } from '../../models/z.trusted-device';
import { users } from '../../models/z.user';

/** Ways in first. What hangs on a session too goes before it: its end would take it along at once. */
const ownTables = [
	passwords,
	passkeys,
	totps,
	recoveryCodes,
	shownRecoveryCodes,
	trustedDevices,
	removedFactors,
	delayedRecoveries,
	oauthAccounts,
	pendingSignIns,
	keptForms,
	sessions,
	tokens,
	emailChanges
];

/**
 * Housekeeping: erases the accounts that have been closed for 14 days. One short statement marks
 * them; from then on nothing opens, finds or reopens them (`isThere`). What hangs on each is removed
 * in steps, since a person can have any number of rows: what opens it first, then what each feature
 * keeps of it. The account itself goes last, and with it the mark: what a crash interrupts goes on at
 * the next housekeeping.
 */
export async function eraseClosedAccounts(
	features: readonly Feature[],
	now = new Date()
): Promise<void> {
	const closedBefore = new Date(now.getTime() - lifetimes.closedAccount);
	await db
		.update(users)
		.set({ erasingAt: now })
		.where(and(lte(users.closedAt, closedBefore), isNull(users.erasingAt)));
	const marked = await db
		.select({ userId: users.id, email: users.email })
		.from(users)
		.where(and(isNotNull(users.closedAt), isNotNull(users.erasingAt)));
	// One that cannot be erased now keeps no other waiting; it is tried again the next time.
	const failed: unknown[] = [];
	for (const account of marked) {
		await eraseAccount(account, features).catch((error: unknown) => failed.push(error));
	}
	if (failed.length > 0) throw failed[0];
}

async function eraseAccount(
	{ userId, email }: { userId: string; email: string },
	features: readonly Feature[]
): Promise<void> {
	await deleteTransactionsOf({ userId });
	for (const table of ownTables) await deleteInSteps(table, eq(table.userId, userId));
	for (const feature of features) await feature.erase?.({ userId, email });
	await db.delete(invitations).where(eq(invitations.email, email));
	const { rowsAffected } = await db
		.delete(users)
		.where(and(eq(users.id, userId), isNotNull(users.erasingAt)));
	// Another process may have been quicker.
	if (rowsAffected > 0) log.info({ event: 'account-erased', userId }, 'account erased');
}
