import { recordEvent } from '$modules/activity/api/record-event';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { deleteOtherSessions } from './delete-other-sessions';

/** Ends every session of a person but the one that asks. */
export async function revokeOtherSessions(input: {
	userId: string;
	sessionId: string;
	client: ClientContext;
	now?: Date;
}): Promise<void> {
	await db.transaction(async (tx) => {
		await deleteOtherSessions(input, tx);
		await recordEvent({ ...input, type: 'sessions-ended' }, tx);
	});
}
