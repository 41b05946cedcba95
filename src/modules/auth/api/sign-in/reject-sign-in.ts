import { getEvent } from '$modules/activity/api/get-event';
import { recordEvent } from '$modules/activity/api/record-event';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { deleteOpenTokens } from '../token/delete-open-tokens';
import { deleteOtherSessions } from '../session/delete-other-sessions';
import { hasSession } from '../session/has-session';
import { forgetKnownBrowsers } from '../browser/forget-known-browsers';

type Result =
	/** `changedAt`: from when on known browsers count, see `keepKnownBrowser`. */
	| { ok: true; changedAt: Date }
	/** `none`: it is no sign-in of theirs. */
	| { ok: false; reason: 'none' | 'session-ended' };

/**
 * A signed-in person says that a sign-in in their record was somebody else: every session but theirs
 * ends, whichever of them that sign-in began, with every link that may have been asked for there, and
 * every browser is a new one. The password is theirs to change next.
 * Nothing happens where their session has ended meanwhile.
 */
export async function rejectSignIn(input: {
	userId: string;
	/** The session that asks, and stays. */
	sessionId: string;
	eventId: string;
	client: ClientContext;
	now?: Date;
}): Promise<Result> {
	const { userId, sessionId, eventId, client } = input;
	const event = await getEvent({ userId, id: eventId });
	if (event?.type !== 'signed-in') return { ok: false, reason: 'none' };
	return db.transaction(async (tx) => {
		// Not before its turn: until then others may sign in.
		const now = input.now ?? new Date();
		if (!(await hasSession({ userId, sessionId }, tx)))
			return { ok: false, reason: 'session-ended' };
		await deleteOtherSessions({ userId, sessionId }, tx);
		await forgetKnownBrowsers({ userId, now }, tx);
		await deleteOpenTokens({ userId }, tx);
		await recordEvent({ userId, type: 'not-me', client, now }, tx);
		return { ok: true, changedAt: now };
	});
}
