import { eq } from 'drizzle-orm';
import { recordEvent } from '$modules/activity/api/record-event';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { delayedRecoveries } from '../../models/z.delayed-recovery';
import { deleteRecoveryTokens } from '../factors/second-step/stop-delayed-recovery';
import { createOwnerMail } from '../mails/owner-mail';
import { endAccess } from '../session/end-access';
import { completeSignIn, type SignInOutcome } from '../sign-in/complete-sign-in';
import { consumeToken } from '../token/token-store';
import { getUser } from '../user/user-store';
import { deleteSecondFactors } from './delete-second-factors';
import { getRecoveryLink } from './delayed-recovery-store';

/**
 * The end of a delayed recovery whose time is over: by its last link somebody gets in without the
 * second factors, which are removed, and all else ends. One transaction, which looks first whether
 * it is running still: of a veto, the factor itself and this at once, one acts.
 * @returns `null` where the link was used, is too old, or the recovery was stopped.
 */
export async function finishDelayedRecovery(input: {
	token: string;
	client: ClientContext;
}): Promise<SignInOutcome | null> {
	const { token, client } = input;
	const purpose = 'recovery-finish';
	if (!(await getRecoveryLink({ token, purpose }))) return null;
	return db.transaction(async (tx) => {
		const now = new Date();
		const link = await getRecoveryLink({ token, purpose }, tx);
		if (!link || !(await consumeToken({ token, purpose, now }, tx))) return null;
		const { userId } = link;
		await tx.delete(delayedRecoveries).where(eq(delayedRecoveries.userId, userId));
		await deleteRecoveryTokens({ userId }, tx);
		await deleteSecondFactors({ userId, now }, tx);
		await endAccess({ userId, knownSince: now, links: true, keptForms: true }, tx);
		await recordEvent({ userId, type: 'recovery-finished', method: 'mail', client, now }, tx);
		const user = await getUser({ userId }, tx);
		await createOwnerMail({ template: 'recovery-finished', userId, now }, tx);
		const proof = { method: 'delayed-recovery' } as const;
		// The mailbox was proved: that a browser is new here says nothing more.
		return completeSignIn({ user, proof, newBrowser: false, client, now }, tx);
	});
}
