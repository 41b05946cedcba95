import { recordEvent } from '$modules/activity/api/record-event';
import { takeLimits } from '$modules/limits/api/take-limits';
import type { ClientContext } from '@/server/client-context';
import { createOwnerMail } from '../../mails/owner-mail';
import { endTrust } from '../../session/end-access';
import { asOwner, type SessionOwner } from '../../session/session-owner';
import { needsSecondStep } from '../../user/second-step';
import { getUser } from '../../user/user-store';
import { isNewerSetShown, makeRecoveryCodes, storeRecoveryCodes } from './recovery-code-store';

/**
 * Gives a person who has a second step new recovery codes, which void those of before, and tells them
 * by mail. The caller has asked for a recent confirmation. The codes are shown by the page for it.
 * Where a form was sent twice the second finds a newer set than its page knew, and that one is shown.
 * @param input.replaces when the set was made that the page knew; it makes another one without.
 * - `no-second-step`: there is none that they could stand for
 * - `key-lost`: the key is lost under which codes are kept
 * @throws SessionEndedError; TryLaterError (429) past the limit of changes.
 */
export async function createRecoveryCodes(input: {
	owner: SessionOwner;
	replaces?: Date | undefined;
	client: ClientContext;
}): Promise<{ ok: true } | { ok: false; reason: 'no-second-step' | 'key-lost' }> {
	const { owner, replaces, client } = input;
	const { userId } = owner;
	await takeLimits([['factor-changes', userId]]);
	const codes = await makeRecoveryCodes({ userId });
	if (!codes) return { ok: false, reason: 'key-lost' };
	return asOwner(owner, async (tx, now) => {
		const account = await getUser({ userId }, tx);
		if (!account || !needsSecondStep(account)) return { ok: false, reason: 'no-second-step' };
		const since = replaces;
		if (since && (await isNewerSetShown({ userId, since, now }, tx))) return { ok: true };
		await storeRecoveryCodes(codes, now, tx);
		await endTrust({ userId }, tx);
		const eventId = await recordEvent({ userId, type: 'recovery-codes-made', client, now }, tx);
		await createOwnerMail({ template: 'recovery-codes-made', userId, eventId, now }, tx);
		return { ok: true };
	});
}
