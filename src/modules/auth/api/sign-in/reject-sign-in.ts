import { getEvent } from '$modules/activity/api/event-store';
import { recordEvent } from '$modules/activity/api/record-event';
import type { ClientContext } from '@/server/client-context';
import { endAccess } from '../session/end-access';
import { asOwner, type SessionOwner } from '../session/session-owner';

/**
 * A signed-in person says that a sign-in in their record was somebody else: every session but theirs
 * ends, whichever of them that sign-in began, with every link that may have been asked for there, and
 * every browser is a new one. The password is theirs to change next.
 * @returns from when on known browsers count, see `keepKnownBrowser`; `null` where it is no sign-in
 * of theirs.
 * @throws SessionEndedError
 */
export async function rejectSignIn(input: {
	owner: SessionOwner;
	eventId: string;
	client: ClientContext;
}): Promise<Date | null> {
	const { owner, eventId, client } = input;
	const { userId, sessionId } = owner;
	const event = await getEvent({ userId, id: eventId });
	if (event?.type !== 'signed-in') return null;
	return asOwner(owner, async (tx, now) => {
		await endAccess({ userId, exceptSessionId: sessionId, knownSince: now, links: true }, tx);
		await recordEvent({ userId, type: 'not-me', client, now }, tx);
		return now;
	});
}
