import { and, eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { securityEvents } from '../models/z.security-event';

/** One entry of a person's own record, or `null`. */
export async function getEvent({ userId, id }: { userId: string; id: string }) {
	const [event] = await db
		.select({ type: securityEvents.type, createdAt: securityEvents.createdAt })
		.from(securityEvents)
		.where(and(eq(securityEvents.id, id), eq(securityEvents.userId, userId)));
	return event ?? null;
}
