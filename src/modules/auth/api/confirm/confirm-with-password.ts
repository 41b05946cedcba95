import { recordEvent } from '$modules/activity/api/record-event';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { rotateSession } from '../session/rotate-session';
import { verifyOwnPassword } from '../password/verify-own-password';

/**
 * Confirms by password that the person at the screen is still the one who signed in.
 * @returns the session's new token, or `null` where the password is wrong or the session has ended.
 * @throws TryLaterError 429 past the limit, 503 when too many wait to be hashed.
 */
export async function confirmWithPassword(input: {
	userId: string;
	sessionId: string;
	password: string;
	client: ClientContext;
	now?: Date;
}): Promise<string | null> {
	const { userId, sessionId, client, now = new Date() } = input;
	if (!(await verifyOwnPassword(input))) return null;
	return db.transaction(async (tx) => {
		const token = await rotateSession({ sessionId, now }, tx);
		if (!token) return null;
		await recordEvent({ userId, type: 'confirmed', method: 'password', client, now }, tx);
		return token;
	});
}
