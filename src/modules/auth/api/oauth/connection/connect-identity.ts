import { recordEvent } from '$modules/activity/api/record-event';
import { createMail } from '$modules/mail/api/outbox/create-mail';
import type { ClientContext } from '@/server/client-context';
import type { Executor } from '@/server/db/create-db';
import { createConnection, type ConnectionKey } from './create-connection';

/** Whose connections, and in which language to tell them. */
export type ConnectionOwner = { userId: string; email: string; locale: string };

/**
 * Connects an identity to the account of a signed-in person, who asked for it and has proved lately
 * who they are, and tells them by mail. Runs in a transaction of the caller's.
 */
export async function connectIdentity(
	input: ConnectionOwner & {
		identity: ConnectionKey & { email: string | null };
		client: ClientContext;
		now: Date;
	},
	executor: Executor
) {
	const { userId, email, locale, identity, client, now } = input;
	const result = await createConnection({ userId, identity, now }, executor);
	if (!result.ok || !result.created) return result;
	const { provider } = identity;
	await recordEvent({ userId, type: 'connection-added', method: provider, client, now }, executor);
	await createMail(
		{
			template: 'connection-added',
			recipient: email,
			locale,
			subjectId: `${userId} ${provider}`,
			now
		},
		executor
	);
	return result;
}
