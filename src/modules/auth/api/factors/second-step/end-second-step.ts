import type { ClientContext } from '@/server/client-context';
import type { Executor } from '@/server/db/create-db';
import { needsSecondStep } from '../../user/second-step';
import { getUser } from '../../user/user-store';
import { hasRecoveryCodes } from '../recovery-codes/recovery-code-store';
import { switchSecondStepOff } from './switch-second-step-off';

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
	if (!account.asksSecondStep && !(await hasRecoveryCodes({ userId }, tx))) return false;
	await switchSecondStepOff({ account, client, now }, tx);
	return true;
}
