import { recordEvent } from '$modules/activity/api/record-event';
import type { ClientContext } from '@/server/client-context';
import { passkeyName } from '../factors/passkeys/passkey-store';
import { usePasskey } from '../factors/passkeys/use-passkey';
import type { PasskeyRefusal } from '../factors/passkeys/verify-passkey';
import { withPasskey } from '../factors/passkeys/with-passkey';
import { stopDelayedRecovery } from '../factors/second-step/stop-delayed-recovery';
import { rotateSession } from '../session/session-store';
import { asOwner, type SessionOwner } from '../session/session-owner';

/**
 * Confirms by a passkey of the account that the person at the screen is still the one who signed in.
 * @param input.startedAt when the session began.
 * @returns the session's new token.
 * @throws TryLaterError 429 past the limits, see `withPasskey`; SessionEndedError.
 */
export async function confirmWithPasskey(input: {
	owner: SessionOwner;
	startedAt: Date;
	credential: string;
	client: ClientContext;
}): Promise<{ ok: true; token: string } | PasskeyRefusal> {
	const { owner, startedAt, credential, client } = input;
	const { userId, sessionId } = owner;
	const asked = { credential, purpose: 'confirm', binding: { userId, startedAt }, client } as const;
	const result = await withPasskey(asked, (passkey) =>
		asOwner(owner, async (tx, now) => {
			if (!(await usePasskey({ passkey, now }, tx))) return null;
			// Whoever has the factor has not lost it.
			await stopDelayedRecovery({ userId, method: 'passkey', client, now }, tx);
			const { id: passkeyId, isSyncable } = passkey;
			const proof = { method: 'passkey', passkeyId, isSyncable } as const;
			const token = await rotateSession({ sessionId, proof, now }, tx);
			const event = { userId, method: 'passkey', passkey: passkeyName(passkeyId), client, now };
			await recordEvent({ ...event, type: 'confirmed' }, tx);
			return token;
		})
	);
	return result.ok ? { ok: true, token: result.value } : result;
}
