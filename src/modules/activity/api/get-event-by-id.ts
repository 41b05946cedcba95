import { eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { securityEvents } from '../models/z.security-event';

/** An entry of the record with whose it is, or `null`: for mails, which have no session. */
export async function getEventById({ id }: { id: string }) {
	const event = await db
		.select({
			userId: securityEvents.userId,
			userAgent: securityEvents.userAgent,
			createdAt: securityEvents.createdAt
		})
		.from(securityEvents)
		.where(eq(securityEvents.id, id))
		.get();
	return event ?? null;
}
