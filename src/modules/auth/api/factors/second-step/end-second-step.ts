import { eq } from 'drizzle-orm';
import { recordEvent } from '$modules/activity/api/record-event';
import type { ClientContext } from '@/server/client-context';
import type { Executor } from '@/server/db/create-db';
import { trustedDevices } from '../../../models/z.trusted-device';
import { users } from '../../../models/z.user';
import { needsSecondStep } from '../../user/second-step';
import { getUser } from '../../user/user-store';
import { keepRemovedFactor } from '../removed/removed-factors';
import { deleteRecoveryCodes, hasRecoveryCodes } from '../recovery-codes/recovery-code-store';

/**
 * After a second factor was taken away, in the same transaction: where nothing is left that a second
 * step could be taken with, or that asks for one, the switch goes off, and the recovery codes and the
 * trust in browsers go with it.
 * @returns whether the account's second step has ended with this.
 */
export async function endSecondStepIfNothingIsLeft(
	{ userId, client, now }: { userId: string; client: ClientContext; now: Date },
	tx: Executor
): Promise<boolean> {
	const account = await getUser({ userId }, tx);
	if (!account || needsSecondStep(account)) return false;
	const hadCodes = await hasRecoveryCodes({ userId }, tx);
	if (!hadCodes && !account.asksSecondStep) return false;

	const { asksSecondStep } = account;
	await keepRemovedFactor({ userId, kind: 'second-step', rows: [{ asksSecondStep }], now }, tx);
	await tx.update(users).set({ asksSecondStep: false }).where(eq(users.id, userId));
	await deleteRecoveryCodes({ userId, now }, tx);
	await tx.delete(trustedDevices).where(eq(trustedDevices.userId, userId));
	await recordEvent({ userId, type: 'second-step-off', client, now }, tx);
	return true;
}
