import { recordEvent } from '$modules/activity/api/record-event';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { forgetKnownBrowsers } from '../sign-in/forget-known-browsers';
import { deleteOtherSessions } from './delete-other-sessions';

/**
 * Ends every session of a person but the one that asks. Every browser is a new one from now on:
 * whoever signs others out wants to hear of it when one of them comes back.
 */
export async function revokeOtherSessions(input: {
	userId: string;
	sessionId: string;
	client: ClientContext;
	now?: Date;
}): Promise<void> {
	const { userId, sessionId, client, now = new Date() } = input;
	await db.transaction(async (tx) => {
		await deleteOtherSessions({ userId, sessionId }, tx);
		await forgetKnownBrowsers({ userId, now }, tx);
		await recordEvent({ userId, type: 'sessions-ended', client, now }, tx);
	});
}
