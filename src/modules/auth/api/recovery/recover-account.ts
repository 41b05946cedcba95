import { and, eq, gte } from 'drizzle-orm';
import { recordEvent } from '$modules/activity/api/record-event';
import { updatePreferences } from '$modules/preferences/api/preferences-store';
import { resetLimits } from '$modules/limits/api/take-limits';
import { setProfileHidden } from '$modules/profile/api/profile-store';
import type { ClientContext } from '@/server/client-context';
import type { Executor } from '@/server/db/create-db';
import { pendingConnections } from '../../models/z.pending-connection';
import { users } from '../../models/z.user';
import { deleteFactorsSince } from '../factors/removed/delete-factors-since';
import { restoreRemovedFactors } from '../factors/removed/removed-factors';
import { stopDelayedRecovery } from '../factors/second-step/stop-delayed-recovery';
import { createOwnerMail } from '../mails/owner-mail';
import { getUser, stateOf } from '../user/user-store';
import { endAccess } from '../session/end-access';
import { revokeLaterTokens, deleteWaysIn } from './recovery-store';

/**
 * Gives an account back to the owner of an address: restores the address, reopens what was closed
 * (what is suspended stays so), removes the ways in and second factors that were added and brings back
 * those that were removed, ends every session and the wait of a recovery, makes every browser a new
 * one, voids other links, lets security mails go out again, and mails a link for a new password. Runs
 * in the transaction that used up the owner's proof.
 * @param recovery.since what happened before this moment stays.
 */
export async function recoverAccount(
	recovery: {
		userId: string;
		email: string;
		since: Date;
		type: 'email-restored' | 'not-me';
		client: ClientContext;
		now: Date;
	},
	executor: Executor
): Promise<void> {
	const { userId, email, since, type, client, now } = recovery;
	// Whoever comes by a link from a mail gets mail.
	const proved = { email, mailBlockedAt: null };
	await executor.update(users).set(proved).where(eq(users.id, userId));
	await executor
		.update(users)
		.set({ closedAt: null })
		.where(and(eq(users.id, userId), gte(users.closedAt, since)));
	const user = await getUser({ userId }, executor);
	await stopDelayedRecovery({ userId, method: 'mail', client, now }, executor);
	const isHidden = user !== null && stateOf(user) !== 'open';
	await setProfileHidden({ userId, isHidden }, executor);

	await deleteWaysIn({ userId, since }, executor);
	await deleteFactorsSince({ userId, since }, executor);
	const restored = await restoreRemovedFactors({ userId, since, now }, executor);
	await endAccess({ userId, knownSince: now, links: true, keptForms: true }, executor);
	await executor.delete(pendingConnections).where(eq(pendingConnections.email, email));
	await updatePreferences({ userId, changes: { notifyNewSignIn: true } }, executor);
	await revokeLaterTokens({ userId, email, since, now }, executor);
	await recordEvent({ userId, type, method: 'mail', client, now }, executor);
	if (restored > 0) await recordEvent({ userId, type: 'factors-restored', client, now }, executor);
	await resetLimits([['security-mails', userId]], executor);
	await createOwnerMail({ template: 'account-secured', userId, now }, executor);
}
