import { recordEvent } from '$modules/activity/api/record-event';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { forgetKnownBrowsers } from '../sign-in/forget-known-browsers';
import { deleteOtherSessions } from './delete-other-sessions';
import { hasSession } from './has-session';

/**
 * Ends every session of a person but the one that asks. Every browser is a new one from now on:
 * whoever signs others out wants to hear of it when one of them comes back.
 * @returns `false` where the session has ended meanwhile; nothing happens then.
 */
export async function revokeOtherSessions(input: {
	userId: string;
	sessionId: string;
	client: ClientContext;
	now?: Date;
}): Promise<boolean> {
	const { userId, sessionId, client, now = new Date() } = input;
	return db.transaction(async (tx) => {
		if (!(await hasSession({ userId, sessionId }, tx))) return false;
		await deleteOtherSessions({ userId, sessionId }, tx);
		await forgetKnownBrowsers({ userId, now }, tx);
		await recordEvent({ userId, type: 'sessions-ended', client, now }, tx);
		return true;
	});
}
