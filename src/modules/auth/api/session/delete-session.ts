import { recordEvent } from '$modules/activity/api/record-event';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { createLucia } from './lucia';

/** Ends a session on the server: its token opens nothing from now on. */
export async function deleteSession(input: {
	sessionId: string;
	userId: string;
	client: ClientContext;
}): Promise<void> {
	await db.transaction(async (tx) => {
		await createLucia(tx).invalidateSession(input.sessionId);
		await recordEvent({ ...input, type: 'signed-out' }, tx);
	});
}
