import { recordEvent } from '$modules/activity/api/record-event';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { forgetKnownBrowsers } from '../browser/forget-known-browsers';
import { deleteOtherSessions } from './delete-other-sessions';
import { hasSession } from './has-session';

/**
 * Ends every session of a person but the one that asks. Every browser is a new one from now on:
 * whoever signs others out wants to hear of it when one of them comes back.
 * @returns from when on known browsers count, see `keepKnownBrowser`; `null` where the session has
 * ended meanwhile, and nothing happens.
 */
export async function revokeOtherSessions(input: {
	userId: string;
	sessionId: string;
	client: ClientContext;
	now?: Date;
}): Promise<{ changedAt: Date } | null> {
	const { userId, sessionId, client } = input;
	return db.transaction(async (tx) => {
		// Not before its turn: until then others may sign in.
		const now = input.now ?? new Date();
		if (!(await hasSession({ userId, sessionId }, tx))) return null;
		await deleteOtherSessions({ userId, sessionId }, tx);
		await forgetKnownBrowsers({ userId, now }, tx);
		await recordEvent({ userId, type: 'sessions-ended', client, now }, tx);
		return { changedAt: now };
	});
}
