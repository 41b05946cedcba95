import { recordEvent } from '$modules/activity/api/record-event';
import type { ClientContext } from '@/server/client-context';
import { totps } from '../../../models/z.totp';
import { createOwnerMail } from '../../mails/owner-mail';
import { endTrust } from '../../session/end-access';
import { asOwner, type SessionOwner } from '../../session/session-owner';
import { keepRemovedFactor } from '../removed/removed-factors';
import { endSecondStepIfNothingIsLeft } from '../second-step/end-second-step';
import { isConfirmedTotp, isWaitingTotp } from './totp-store';

/**
 * Removes an account's app, one that waits beside it included, and tells the owner by mail. Kept for a
 * week, in case that somebody else did it. With the last second factor the step itself ends.
 * @returns `false` where there is none.
 * @throws SessionEndedError
 */
export async function deleteTotp(input: {
	owner: SessionOwner;
	client: ClientContext;
}): Promise<boolean> {
	const { owner, client } = input;
	const { userId } = owner;
	return asOwner(owner, async (tx, now) => {
		const rows = await tx.delete(totps).where(isConfirmedTotp({ userId })).returning();
		if (rows.length === 0) return false;
		await tx.delete(totps).where(isWaitingTotp({ userId }));
		await keepRemovedFactor({ userId, kind: 'totp', rows, now }, tx);
		await endTrust({ userId }, tx);
		const eventId = await recordEvent({ userId, type: 'totp-removed', client, now }, tx);
		await createOwnerMail({ template: 'totp-removed', userId, eventId, now }, tx);
		await endSecondStepIfNothingIsLeft({ userId, client, now }, tx);
		return true;
	});
}
