import { recordEvent } from '$modules/activity/api/record-event';
import type { ClientContext } from '@/server/client-context';
import type { Executor } from '@/server/db/create-db';
import { createOwnerMail } from '../mails/create-owner-mail';
import { hasSession } from '../session/has-session';
import { createConnection, type ConnectionKey, type ConnectionProblem } from './create-connection';

/** Whose connections, and in which session they ask. */
export type ConnectionOwner = { userId: string; sessionId: string };

type Result =
	| { ok: true }
	/** `other-session`: the one that asked has ended. */
	| { ok: false; reason: ConnectionProblem | 'other-session' };

/**
 * Connects an identity to the account of a signed-in person, who asked for it and has proved lately
 * who they are, and tells them by mail. Runs in a transaction of the caller's.
 */
export async function connectIdentity(
	input: ConnectionOwner & {
		identity: ConnectionKey & { email: string | null };
		client: ClientContext;
		now?: Date;
	},
	executor: Executor
): Promise<Result> {
	const { userId, identity, client } = input;
	// When it is written: a provider takes its time, and the owner may take back what happened since.
	const now = input.now ?? new Date();
	if (!(await hasSession(input, executor))) return { ok: false, reason: 'other-session' };
	const result = await createConnection({ userId, identity, now }, executor);
	if (!result.ok || !result.created) return result;
	const { provider } = identity;
	await recordEvent({ userId, type: 'connection-added', method: provider, client, now }, executor);
	const subjectId = `${userId} ${provider}`;
	await createOwnerMail({ template: 'connection-added', userId, subjectId, now }, executor);
	return result;
}
