import { lt } from 'drizzle-orm';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { deleteExpiredTransactions } from '$modules/oauth/api/transaction/transaction-store';
import { deleteInSteps } from '@/server/db/delete-in-steps';
import { emailChanges } from '../../models/z.email-change';
import { invitations } from '../../models/z.invitation';
import { keptForms } from '../../models/z.kept-form';
import { pendingConnections } from '../../models/z.pending-connection';
import { pendingSignIns } from '../../models/z.pending-sign-in';
import { removedFactors } from '../../models/z.removed-factor';
import { signUps } from '../../models/z.sign-up';
import { tokens } from '../../models/z.token';
import { totps } from '../../models/z.totp';
import { trustedDevices } from '../../models/z.trusted-device';
import { usedChallenges } from '../../models/z.used-challenge';

/** What hangs on another goes before it, so that no row drags many along. */
const shortLived = [
	tokens,
	pendingConnections,
	signUps,
	emailChanges,
	keptForms,
	trustedDevices,
	usedChallenges,
	totps,
	removedFactors
];

/** Housekeeping: removes in steps what was good for a while only, and whose time is over. */
export async function deleteExpiredTokens(now = new Date()): Promise<void> {
	for (const table of shortLived) await deleteInSteps(table, lt(table.expiresAt, now));
	const ended = new Date(now.getTime() - lifetimes.endedInvitation);
	await deleteInSteps(invitations, lt(invitations.expiresAt, ended));
	const forgotten = new Date(now.getTime() - lifetimes.expiredSignIn);
	await deleteInSteps(pendingSignIns, lt(pendingSignIns.expiresAt, forgotten));
	await deleteExpiredTransactions(now);
}
