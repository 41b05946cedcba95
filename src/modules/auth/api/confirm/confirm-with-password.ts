import { recordEvent } from '$modules/activity/api/record-event';
import type { ClientContext } from '@/server/client-context';
import { verifyOwnPassword } from '../password/verify-own-password';
import { rotateSession } from '../session/session-store';
import { asOwner, type SessionOwner } from '../session/session-owner';

/**
 * Confirms by password that the person at the screen is still the one who signed in.
 * @returns the session's new token, or `null` where the password is wrong.
 * @throws TryLaterError 429 past the limit, 503 when too many wait to be hashed; SessionEndedError.
 */
export async function confirmWithPassword(input: {
	owner: SessionOwner;
	password: string;
	client: ClientContext;
}): Promise<string | null> {
	const { owner, password, client } = input;
	const { userId, sessionId } = owner;
	if (!(await verifyOwnPassword({ userId, password }))) return null;
	return asOwner(owner, async (tx, now) => {
		const token = await rotateSession({ sessionId, proof: { method: 'password' }, now }, tx);
		await recordEvent({ userId, type: 'confirmed', method: 'password', client, now }, tx);
		return token;
	});
}
