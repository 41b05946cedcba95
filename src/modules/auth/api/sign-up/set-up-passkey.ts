import type { ClientContext } from '@/server/client-context';
import { logSecurityEvent } from '@/server/log-security-event';
import { insertPasskey } from '../factors/passkeys/insert-passkey';
import { verifyNewPasskey } from '../factors/passkeys/verify-new-passkey';
import { asOwner, type SessionOwner } from '../session/session-owner';
import { completeSetUp } from './complete-set-up';

export type SetUpPasskey =
	| { ok: true; token: string; setUpAt: Date }
	| { ok: false; reason: 'invalid' | 'expired' | 'exists' | 'used' | 'too-many' };

/**
 * Gives an account that was begun without a password its first passkey, and opens its session.
 * @param input.startedAt when the session began.
 * @param input.credential the JSON from the form's hidden field.
 * @param input.name as `passkeyName` gives it; nothing for the proposed one.
 * @throws SessionEndedError where the session has ended, or waits for a way in no longer.
 */
export async function setUpPasskey(input: {
	owner: SessionOwner;
	startedAt: Date;
	credential: string;
	name?: string | null | undefined;
	client: ClientContext;
}): Promise<SetUpPasskey> {
	const { owner, startedAt, credential, name, client } = input;
	const { userId } = owner;
	const { userAgent } = client;
	const binding = { userId, startedAt };
	const checked = await verifyNewPasskey({ credential, binding, userAgent });
	if (!checked.ok) return checked;
	const { passkey } = checked;
	const result = await asOwner(owner, async (tx, now): Promise<SetUpPasskey> => {
		const made = { userId, passkey, name: name ?? null, isUsed: true, client, now };
		const added = await insertPasskey(made, tx);
		if (!added.ok) return added;
		const { isSyncable } = passkey;
		const proof = { method: 'passkey', passkeyId: added.id, isSyncable } as const;
		return { ok: true, token: await completeSetUp({ owner, proof, now }, tx), setUpAt: now };
	});
	if (!result.ok) {
		logSecurityEvent('passkey-refused', { userId, purpose: 'add', reason: result.reason });
	}
	return result;
}
