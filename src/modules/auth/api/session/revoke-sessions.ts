import type { RequestEvent } from '@sveltejs/kit';
import { recordEvent } from '$modules/activity/api/record-event';
import { clientContext, type ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { endAccess } from './end-access';
import { asOwner, ownerOf, type SessionOwner } from './session-owner';
import { deleteSession } from './session-store';

/**
 * Ends one session of a person: it is refused at its next request, whatever process serves it.
 * @returns `false` where there is no such session of theirs.
 * @throws SessionEndedError
 */
export async function revokeSession(input: {
	owner: SessionOwner;
	id: string;
	client: ClientContext;
}): Promise<boolean> {
	const { owner, id, client } = input;
	const { userId } = owner;
	return asOwner(owner, async (tx, now) => {
		if (!(await deleteSession({ userId, sessionId: id }, tx))) return false;
		await recordEvent({ userId, type: 'session-ended', client, now }, tx);
		return true;
	});
}

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
	const { userId, sessionId } = owner;
	return asOwner(owner, async (tx, now) => {
		await endAccess({ userId, exceptSessionId: sessionId, knownSince: now }, tx);
		await recordEvent({ userId, type: 'sessions-ended', client, now }, tx);
		return now;
	});
}

/**
 * Ends the session that this browser has, if any: when somebody signs out, and before it gets
 * another, perhaps of another account (ASVS 7.2.4).
 */
export async function revokeCurrentSession(event: RequestEvent): Promise<void> {
	const owner = ownerOf(event.locals);
	if (!owner) return;
	const { userId } = owner;
	const client = clientContext(event);
	await db.transaction(async (tx) => {
		await deleteSession(owner, tx);
		await recordEvent({ userId, type: 'signed-out', client }, tx);
	});
}
