import { recordEvent } from '$modules/activity/api/record-event';
import type { ClientContext } from '@/server/client-context';
import type { Executor } from '@/server/db/create-db';
import { endAccess } from '../../session/end-access';
import type { SessionOwner } from '../../session/session-owner';
import {
	hasRecoveryCodes,
	storeRecoveryCodes,
	type NewRecoveryCodes
} from '../recovery-codes/recovery-code-store';

/**
 * What comes with the first second factor of an account, in the transaction that makes it count:
 * recovery codes, and the end of all other sessions and of sign-ins that wait, as they were begun
 * without it. Nothing where the account has a set already.
 * @param input.codes as `makeRecoveryCodes` gives them, before the transaction.
 * @returns whether it was the first: then the way leads to the page that shows the codes.
 */
export async function beginSecondStep(
	input: { owner: SessionOwner; codes: NewRecoveryCodes; client: ClientContext; now: Date },
	tx: Executor
): Promise<boolean> {
	const { owner, codes, client, now } = input;
	const { userId, sessionId } = owner;
	if (await hasRecoveryCodes({ userId }, tx)) return false;
	await storeRecoveryCodes(codes, now, tx);
	await recordEvent({ userId, type: 'recovery-codes-made', client, now }, tx);
	await endAccess({ userId, exceptSessionId: sessionId }, tx);
	return true;
}
