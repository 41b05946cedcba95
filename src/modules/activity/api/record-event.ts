import type { ClientContext } from '@/server/client-context';
import type { Executor } from '@/server/db/create-db';
import { securityEvents, type SecurityEventType } from '../models/z.security-event';
import { createEventId } from './create-event-id';
import { eventKinds } from './event-kinds';

/**
 * Appends to the record of what happened to an account, in the transaction that made it happen.
 * @returns the event's id.
 */
export async function recordEvent(
	event: {
		userId: string;
		type: SecurityEventType;
		method?: string;
		newBrowser?: boolean;
		client: ClientContext;
		now?: Date;
	},
	executor: Executor
): Promise<string> {
	const { userId, type, method, newBrowser = false, client, now = new Date() } = event;
	const id = createEventId(now);
	await executor.insert(securityEvents).values({
		id,
		userId,
		type,
		kind: eventKinds[type],
		method,
		newBrowser,
		ipAddress: client.address,
		userAgent: client.userAgent,
		createdAt: now
	});
	return id;
}
