import { recordEvent } from '$modules/activity/api/record-event';
import type { ClientContext } from '@/server/client-context';
import { forgetKnownBrowsers } from '../browser/forget-known-browsers';
import { deleteOtherSessions } from './delete-other-sessions';
import { asOwner, type SessionOwner } from './session-owner';

/**
 * Ends every session of a person but the one that asks. Every browser is a new one from now on:
 * whoever signs others out wants to hear of it when one of them comes back.
 * @returns from when on known browsers count, see `keepKnownBrowser`.
 * @throws SessionEndedError
 */
export async function revokeOtherSessions(input: {
	owner: SessionOwner;
	client: ClientContext;
}): Promise<Date> {
	const { owner, client } = input;
	const { userId } = owner;
	return asOwner(owner, async (tx, now) => {
		await deleteOtherSessions(owner, tx);
		await forgetKnownBrowsers({ userId, now }, tx);
		await recordEvent({ userId, type: 'sessions-ended', client, now }, tx);
		return now;
	});
}
