import { and, eq } from 'drizzle-orm';
import { recordEvent } from '$modules/activity/api/record-event';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { sessions } from '../../models/z.session';

/**
 * Ends one session of a person: it is refused at its next request, whatever process serves it.
 * @returns whether there was such a session of theirs.
 */
export async function revokeSession(input: {
	userId: string;
	id: string;
	client: ClientContext;
	now?: Date;
}): Promise<boolean> {
	const { userId, id, client, now } = input;
	return db.transaction(async (tx) => {
		const [ended] = await tx
			.delete(sessions)
			.where(and(eq(sessions.id, id), eq(sessions.userId, userId)))
			.returning({ id: sessions.id });
		if (ended) await recordEvent({ userId, type: 'session-ended', client, now }, tx);
		return ended !== undefined;
	});
}
