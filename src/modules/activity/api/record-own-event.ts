import type { OwnEvent } from '@/feature/own-news';
import type { ClientContext } from '@/server/client-context';
import type { Executor } from '@/server/db/create-db';
import { securityEvents } from '../models/z.security-event';
import { createEventId, type Helper } from './record-event';

/**
 * Appends something of a feature's own to the record of what happened to an account, in the transaction
 * that made it happen. It is listed, exported, chained and erased as all other entries are.
 * @param input.by who did it and why, where it was not the owner.
 */
export async function recordOwnEvent(
	input: {
		userId: string;
		event: OwnEvent;
		by?: Helper;
		client: ClientContext;
		now: Date;
	},
	executor: Executor
): Promise<void> {
	const { userId, event, by, client, now } = input;
	await executor.insert(securityEvents).values({
		id: createEventId(now),
		userId,
		type: event.type,
		kind: event.kind,
		ipAddress: client.address,
		userAgent: client.userAgent,
		actor: by?.actor,
		reason: by?.reason,
		createdAt: now
	});
}
