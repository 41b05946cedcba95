import type { RequestEvent } from '@sveltejs/kit';
import { clientContext } from '@/server/client-context';
import { deleteSession } from './delete-session';

/**
 * Ends the session that this browser has, if any: when somebody signs out, and before it gets
 * another, perhaps of another account (ASVS 7.2.4).
 */
export async function deleteCurrentSession(event: RequestEvent): Promise<void> {
	const { session } = event.locals;
	if (!session) return;
	const { id: sessionId, userId } = session;
	await deleteSession({ sessionId, userId, client: clientContext(event) });
}
