import { and, asc, eq, gte, sql } from 'drizzle-orm';
import { asJsonArray } from '@/feature/as-json';
import type { ArchiveFile } from '@/feature/feature';
import { db } from '@/server/db/client';
import { eachBehindAnswer } from '@/server/db/write-wait';
import { securityEvents } from '../models/z.security-event';
import { keptSince } from './event-store';

/** All that happened to an account in the past year, for its owner's archive. */
export async function* exportEvents({ userId }: { userId: string }): AsyncGenerator<ArchiveFile> {
	const events = eachBehindAnswer(iterateEvents({ userId }));
	yield { name: 'activity.json', input: asJsonArray(events) };
}

/** Entries read at once: memory stays the same however long the record is. */
const BATCH = 500;

/** All that happened to an account in the past year, oldest first. */
async function* iterateEvents({ userId }: { userId: string }) {
	const since = keptSince(new Date());
	let after: { createdAt: Date; id: string } | undefined;
	do {
		const batch = await db
			.select({
				id: securityEvents.id,
				createdAt: securityEvents.createdAt,
				type: securityEvents.type,
				method: securityEvents.method,
				passkey: securityEvents.passkey,
				newBrowser: securityEvents.newBrowser,
				ipAddress: securityEvents.ipAddress,
				userAgent: securityEvents.userAgent,
				actor: securityEvents.actor,
				reason: securityEvents.reason
			})
			.from(securityEvents)
			.where(
				and(
					eq(securityEvents.userId, userId),
					gte(securityEvents.createdAt, since),
					after &&
						sql`(${securityEvents.createdAt}, ${securityEvents.id}) > (${after.createdAt.getTime()}, ${after.id})`
				)
			)
			.orderBy(asc(securityEvents.createdAt), asc(securityEvents.id))
			.limit(BATCH);
		for (const { id: _, ...event } of batch) yield event;
		after = batch.length === BATCH ? batch.at(-1) : undefined;
	} while (after);
}
