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
 * the end of all other sessions, of sign-ins that wait and of mailed links, as they were begun without
 * it; every browser is a new one from then on. Recovery codes are made where the account has none.
 * @param input.codes as `makeRecoveryCodes` gives them, before the transaction; `null` where their key
 * is lost.
 * @param input.now from when on known browsers count, see `keepKnownBrowser`.
 * @returns whether codes were made: then the way leads to the page that shows them.
 */
export async function beginSecondStep(
	input: { owner: SessionOwner; codes: NewRecoveryCodes | null; client: ClientContext; now: Date },
	tx: Executor
): Promise<boolean> {
	const { owner, codes, client, now } = input;
	const { userId, sessionId } = owner;
	await endAccess({ userId, exceptSessionId: sessionId, knownSince: now, links: true }, tx);
	if (!codes || (await hasRecoveryCodes({ userId }, tx))) return false;
	await storeRecoveryCodes(codes, now, tx);
	await recordEvent({ userId, type: 'recovery-codes-made', client, now }, tx);
	return true;
}
