import { recordEvent } from '$modules/activity/api/record-event';
import type { ClientContext } from '@/server/client-context';
import type { Executor } from '@/server/db/create-db';
import { createOwnerMail } from '../mails/owner-mail';
import { createConnection, type ConnectionKey, type ConnectionProblem } from './connection-store';

/**
 * Connects an identity to the account of a signed-in person, who asked for it and has proved lately
 * who they are, and tells them by mail. Runs in a transaction of the caller's, see `asOwner`.
 */
export async function connectIdentity(
	input: {
		userId: string;
		identity: ConnectionKey & { email: string | null };
		client: ClientContext;
		now: Date;
	},
	executor: Executor
): Promise<{ ok: true } | { ok: false; reason: ConnectionProblem }> {
	const { userId, identity, client, now } = input;
	const result = await createConnection({ userId, identity, now }, executor);
	if (!result.ok || !result.created) return result;
	const { provider } = identity;
	const eventId = await recordEvent(
		{ userId, type: 'connection-added', method: provider, client, now },
		executor
	);
	await createOwnerMail({ template: 'connection-added', userId, eventId, now }, executor);
	return result;
}
