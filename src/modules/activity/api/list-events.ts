import { and, desc, eq, gte, sql } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { describeUserAgent } from '@/server/describe-user-agent';
import { formatTimeCursor, olderThan, type TimeCursor } from '@/server/time-cursor';
import { eventKinds, securityEvents, type SecurityEventKind } from '../models/z.security-event';
import { keptSince } from './event-store';

/** Entries a page. */
export const EVENTS_PAGE = 20;

/**
 * A page of what happened to an account, newest first. Pages follow each other by the last entry
 * seen, so that the hundredth costs what the first does and none shifts when something is added.
 * @returns the entries, and where the next page begins; `null` at the end.
 */
export async function listEvents(input: {
	userId: string;
	kind?: SecurityEventKind | null;
	before?: TimeCursor | null;
	now?: Date;
}) {
	const { userId, kind, before, now = new Date() } = input;
	const rows = await db
		.select({
			id: securityEvents.id,
			type: securityEvents.type,
			method: securityEvents.method,
			passkey: securityEvents.passkey,
			newBrowser: securityEvents.newBrowser,
			ipAddress: securityEvents.ipAddress,
			userAgent: securityEvents.userAgent,
			/** It was done by the people who run the site; who of them is not for its owner. */
			isByHelper: sql<boolean>`${securityEvents.actor} is not null`.mapWith(Boolean),
			createdAt: securityEvents.createdAt
		})
		.from(securityEvents)
		.where(
			and(
				eq(securityEvents.userId, userId),
				kind ? eq(securityEvents.kind, kind) : undefined,
				gte(securityEvents.createdAt, keptSince(now)),
				before ? olderThan(securityEvents, before) : undefined
			)
		)
		.orderBy(desc(securityEvents.createdAt), desc(securityEvents.id))
		.limit(EVENTS_PAGE + 1);
	const events = rows
		.slice(0, EVENTS_PAGE)
		.map(({ userAgent, ...event }) => ({ ...event, ...describeUserAgent(userAgent) }));
	const last = rows.length > EVENTS_PAGE ? events.at(-1) : undefined;
	return { events, next: last ? formatTimeCursor(last) : null };
}

export type ListedEvent = Awaited<ReturnType<typeof listEvents>>['events'][number];

/** The kind that an address asks for, or `null` for all. */
export function parseKind(text: string | null): SecurityEventKind | null {
	return Object.values(eventKinds).find((kind) => kind === text) ?? null;
}
