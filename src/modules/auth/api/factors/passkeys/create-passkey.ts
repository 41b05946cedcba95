import { takeLimits } from '$modules/limits/api/take-limits';
import type { ClientContext } from '@/server/client-context';
import { logSecurityEvent } from '@/server/log-security-event';
import { endTrust } from '../../session/end-trust';
import { asOwner, type SessionOwner } from '../../session/session-owner';
import { insertPasskey } from './insert-passkey';
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
	client: ClientContext;
}): Promise<
	| { ok: true; id: string }
	| { ok: false; reason: 'invalid' | 'expired' | 'exists' | 'used' | 'too-many' }
> {
	const { owner, startedAt, credential, name, isAutomatic = false, client } = input;
	const { userId } = owner;
	const { userAgent } = client;
	const checked = await verifyNewPasskey({ credential, binding: { userId, startedAt }, userAgent });
	if (!checked.ok) return checked;
	if (checked.passkey.isAutomatic !== isAutomatic) {
		logSecurityEvent('passkey-refused', { userId, purpose: 'add', reason: 'invalid' });
		return { ok: false, reason: 'invalid' };
	}
	await takeLimits([['passkey-changes', userId]]);
	const added = await asOwner(owner, async (tx, now) => {
		const passkey = { userId, passkey: checked.passkey, name: name ?? null, client, now };
		const inserted = await insertPasskey(passkey, tx);
		// One that the browser made by itself is no step that its owner took.
		if (inserted.ok && !isAutomatic) await endTrust({ userId }, tx);
		return inserted;
	});
	if (!added.ok) {
		logSecurityEvent('passkey-refused', { userId, purpose: 'add', reason: added.reason });
	}
	return added;
}
