import { eq } from 'drizzle-orm';
import { recordEvent } from '$modules/activity/api/record-event';
import type { ClientContext } from '@/server/client-context';
import type { Executor } from '@/server/db/create-db';
import { users } from '../../../models/z.user';
import { createOwnerMail } from '../../mails/owner-mail';
import { endTrust } from '../../session/end-access';
import { needsSecondStep } from '../../user/second-step';
import type { Account } from '../../user/user-store';
import { deleteRecoveryCodes } from '../recovery-codes/recovery-code-store';
import { keepRemovedFactor } from '../removed/removed-factors';

/**
 * Switches the second step off, in a transaction of the caller's. The recovery codes and the trust in
 * browsers go with it, the record keeps it, and the owner is told by mail. Where an app asks for the
 * step it is not off: the record keeps that its switch is, for the step ends with the app from then on.
 * @param input.account as it stands in that transaction.
 */
export async function switchSecondStepOff(
	{ account, client, now }: { account: Account; client: ClientContext; now: Date },
	tx: Executor
): Promise<void> {
	const { id: userId, asksSecondStep } = account;
	if (asksSecondStep) {
		const rows = [{ asksSecondStep }];
		await keepRemovedFactor({ userId, kind: 'second-step', rows, now }, tx);
		await tx.update(users).set({ asksSecondStep: false }).where(eq(users.id, userId));
	}
	if (needsSecondStep({ ...account, asksSecondStep: false })) {
		await recordEvent({ userId, type: 'second-step-by-app', client, now }, tx);
		return;
	}
	const eventId = await recordEvent({ userId, type: 'second-step-off', client, now }, tx);
	await deleteRecoveryCodes({ userId, now }, tx);
	await endTrust({ userId }, tx);
	await createOwnerMail({ template: 'second-step-off', userId, eventId, now }, tx);
}
