import type { ClientContext } from '@/server/client-context';
import type { Executor } from '@/server/db/create-db';
import { securityEvents, type SecurityEventType } from '../models/z.security-event';

/** Appends to the record of what happened to an account, in the transaction that made it happen. */
export async function recordEvent(
	event: {
		userId: string;
		type: SecurityEventType;
		method?: string;
		client: ClientContext;
		now?: Date;
	},
	executor: Executor
): Promise<void> {
	const { userId, type, method, client, now = new Date() } = event;
	await executor.insert(securityEvents).values({
		userId,
		type,
		method,
		ipAddress: client.address,
		userAgent: client.userAgent,
		createdAt: now
	});
}
