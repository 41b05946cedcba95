import { takeLimits } from '$modules/limits/api/take-limits';
import type { ClientContext } from '@/server/client-context';
import { logSecurityEvent } from '@/server/log-security-event';
import { countSetUp } from '../../session/count-set-up';
import { endTrust } from '../../session/end-access';
import { asOwner, type SessionOwner } from '../../session/session-owner';
import { makeRecoveryCodes } from '../recovery-codes/recovery-code-store';
import { beginSecondStep } from '../second-step/begin-second-step';
import { insertPasskey } from './insert-passkey';
import { noteUse } from './passkey-store';
import { verifyNewPasskey } from './verify-new-passkey';

/**
 * Adds a passkey to the account of a signed-in person, who has proved lately who they are.
 * @param input.startedAt when the session began.
 * @param input.name as {@link passkeyName} gives it; nothing for the proposed one.
 * @throws SessionEndedError; TryLaterError (429) past the limit of changes.
 */
export async function createPasskey(input: {
	owner: SessionOwner;
	startedAt: Date;
	credential: string;
	name?: string | null;
	/** The browser made it by itself: the one kind that a challenge sealed for that is good for. */
	isAutomatic?: boolean;
	/** The account has to have a second factor, and this is its first: the second step begins with it. */
	beginsSecondStep?: boolean;
	client: ClientContext;
}): Promise<
	/**
	 * `isFirst`: its recovery codes are to be shown. `endedAt`: from when on known browsers count, see
	 * `keepKnownBrowser`; `null` where that stays as it was. `token`: the session's new one, where it
	 * counts as proved by two factors from now on.
	 */
	| { ok: true; id: string; isFirst: boolean; endedAt: Date | null; token: string | null }
	| { ok: false; reason: 'invalid' | 'expired' | 'exists' | 'used' | 'too-many' }
> {
	const { owner, startedAt, credential, name, client } = input;
	const { isAutomatic = false, beginsSecondStep = false } = input;
	const { userId } = owner;
	const { userAgent } = client;
	const checked = await verifyNewPasskey({ credential, binding: { userId, startedAt }, userAgent });
	if (!checked.ok) return checked;
	if (checked.passkey.isAutomatic !== isAutomatic) {
		logSecurityEvent('passkey-refused', { userId, purpose: 'add', reason: 'invalid' });
		return { ok: false, reason: 'invalid' };
	}
	await takeLimits([['passkey-changes', userId]]);
	const codes = beginsSecondStep ? await makeRecoveryCodes({ userId }) : null;
	const added = await asOwner(owner, async (tx, now) => {
		const made = { userId, passkey: checked.passkey, name: name ?? null, client, now };
		const result = await insertPasskey(made, tx);
		if (!result.ok) return result;
		// One that the browser made by itself is no step that its owner took.
		if (!isAutomatic) await endTrust({ userId }, tx);
		const isFirst = beginsSecondStep && (await beginSecondStep({ owner, codes, client, now }, tx));
		const { isSyncable } = checked.passkey;
		const proof = { method: 'passkey', passkeyId: result.id, isSyncable } as const;
		const token = beginsSecondStep ? await countSetUp({ owner, proof, now }, tx) : null;
		// It proved the session at once, which counts as its first use.
		if (token) await noteUse({ id: result.id, now }, tx);
		return { ...result, isFirst, endedAt: beginsSecondStep ? now : null, token };
	});
	if (!added.ok) {
		logSecurityEvent('passkey-refused', { userId, purpose: 'add', reason: added.reason });
	}
	return added;
}
