import { and, eq } from 'drizzle-orm';
import { recordEvent } from '$modules/activity/api/record-event';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { sessions } from '../../models/z.session';
import { hasSession } from './has-session';

type Result =
	| { ok: true }
	/** `none`: there is no such session of theirs. */
	| { ok: false; reason: 'none' | 'session-ended' };

/**
 * Ends one session of a person: it is refused at its next request, whatever process serves it.
 * Nothing happens where the session that asks has ended meanwhile.
 */
export async function revokeSession(input: {
	userId: string;
	/** The session that asks. */
	sessionId: string;
	id: string;
	client: ClientContext;
	now?: Date;
}): Promise<Result> {
	const { userId, sessionId, id, client, now } = input;
	return db.transaction(async (tx) => {
		if (!(await hasSession({ userId, sessionId }, tx)))
			return { ok: false, reason: 'session-ended' };
		const [ended] = await tx
			.delete(sessions)
			.where(and(eq(sessions.id, id), eq(sessions.userId, userId)))
			.returning({ id: sessions.id });
		if (!ended) return { ok: false, reason: 'none' };
		await recordEvent({ userId, type: 'session-ended', client, now }, tx);
		return { ok: true };
	});
}
