import { and, eq } from 'drizzle-orm';
import { recordEvent } from '$modules/activity/api/record-event';
import type { ClientContext } from '@/server/client-context';
import { sessions } from '../../models/z.session';
import { asOwner, type SessionOwner } from './session-owner';

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
		const [ended] = await tx
			.delete(sessions)
			.where(and(eq(sessions.id, id), eq(sessions.userId, userId)))
			.returning({ id: sessions.id });
		if (ended) await recordEvent({ userId, type: 'session-ended', client, now }, tx);
		return ended !== undefined;
	});
}
