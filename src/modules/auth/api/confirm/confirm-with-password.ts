import { recordEvent } from '$modules/activity/api/record-event';
import type { ClientContext } from '@/server/client-context';
import { verifyOwnPassword } from '../password/verify-own-password';
import { rotateSession } from '../session/session-store';
import { asOwner, type SessionOwner } from '../session/session-owner';
import { needsSecondStep } from '../user/second-step';
import { getUser } from '../user/user-store';

type Result = { ok: true; token: string } | { ok: false; reason: 'wrong' | 'second-step' };

/**
 * Confirms by password that the person at the screen is still the one who signed in. Not where the
 * account asks for a second step: then that alone confirms, and the password is not even looked at.
 * @returns the session's new token.
 * @throws TryLaterError 429 past the limit, 503 when too many wait to be hashed; SessionEndedError.
 */
export async function confirmWithPassword(input: {
	owner: SessionOwner;
	password: string;
	client: ClientContext;
}): Promise<Result> {
	const { owner, password, client } = input;
	const { userId, sessionId } = owner;
	const account = await getUser({ userId });
	if (account && needsSecondStep(account)) return { ok: false, reason: 'second-step' };
	if (!(await verifyOwnPassword({ userId, password }))) return { ok: false, reason: 'wrong' };
	return asOwner(owner, async (tx, now) => {
		// It may ask for one since: hashing takes a while.
		const current = await getUser({ userId }, tx);
		if (current && needsSecondStep(current)) return { ok: false, reason: 'second-step' };
		const token = await rotateSession({ sessionId, proof: { method: 'password' }, now }, tx);
		await recordEvent({ userId, type: 'confirmed', method: 'password', client, now }, tx);
		return { ok: true, token };
	});
}
