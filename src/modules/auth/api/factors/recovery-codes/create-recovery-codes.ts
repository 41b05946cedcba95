import { recordEvent } from '$modules/activity/api/record-event';
import { takeLimits } from '$modules/limits/api/take-limits';
import type { ClientContext } from '@/server/client-context';
import { createOwnerMail } from '../../mails/owner-mail';
import { endTrust } from '../../session/end-trust';
import { asOwner, type SessionOwner } from '../../session/session-owner';
import { needsSecondStep } from '../../user/second-step';
import { getUser } from '../../user/user-store';
import { makeRecoveryCodes, storeRecoveryCodes } from './recovery-code-store';

/**
 * Gives a person who has a second step new recovery codes, which void those of before, and tells them
 * by mail. The caller has asked for a recent confirmation. The codes are shown by the page for it.
 * - `no-second-step`: there is none that they could stand for
 * - `key-lost`: the key is lost under which codes are kept
 * @throws SessionEndedError; TryLaterError (429) past the limit of changes.
 */
export async function createRecoveryCodes(input: {
	owner: SessionOwner;
	client: ClientContext;
}): Promise<{ ok: true } | { ok: false; reason: 'no-second-step' | 'key-lost' }> {
	const { owner, client } = input;
	const { userId } = owner;
	await takeLimits([['factor-changes', userId]]);
	const codes = await makeRecoveryCodes({ userId });
	if (!codes) return { ok: false, reason: 'key-lost' };
	return asOwner(owner, async (tx, now) => {
		const account = await getUser({ userId }, tx);
		if (!account || !needsSecondStep(account)) return { ok: false, reason: 'no-second-step' };
		await storeRecoveryCodes(codes, now, tx);
		await endTrust({ userId }, tx);
		const eventId = await recordEvent({ userId, type: 'recovery-codes-made', client, now }, tx);
		await createOwnerMail({ template: 'recovery-codes-made', userId, eventId, now }, tx);
		return { ok: true };
	});
}
