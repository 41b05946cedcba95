import { and, desc, eq, gte, sql } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { describeUserAgent } from '@/server/describe-user-agent';
import { eventKinds, securityEvents, type SecurityEventKind } from '../models/z.security-event';
import { keptSince } from './event-store';

/** The entry after which a page of the record begins. */
type EventCursor = { createdAt: Date; id: string };

/** As it stands in an address. */
function formatCursor({ createdAt, id }: EventCursor): string {
	return `${createdAt.getTime()}_${id}`;
}

/** What {@link formatCursor} made, or `null` for anything else. */
export function parseCursor(text: string | null): EventCursor | null {
	const [, time, id] = /^(\d{1,15})_([\w-]{1,64})$/.exec(text ?? '') ?? [];
	return time && id ? { createdAt: new Date(Number(time)), id } : null;
}

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
	before?: EventCursor | null;
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
				before ? olderThan(before) : undefined
			)
		)
		.orderBy(desc(securityEvents.createdAt), desc(securityEvents.id))
		.limit(EVENTS_PAGE + 1);
	const events = rows
		.slice(0, EVENTS_PAGE)
		.map(({ userAgent, ...event }) => ({ ...event, ...describeUserAgent(userAgent) }));
	const last = rows.length > EVENTS_PAGE ? events.at(-1) : undefined;
	return { events, next: last ? formatCursor(last) : null };
}

/** Compared as a pair, which the index can begin at. */
const olderThan = ({ createdAt, id }: EventCursor) =>
	sql`(${securityEvents.createdAt}, ${securityEvents.id}) < (${createdAt.getTime()}, ${id})`;

export type ListedEvent = Awaited<ReturnType<typeof listEvents>>['events'][number];

/** The kind that an address asks for, or `null` for all. */
export function parseKind(text: string | null): SecurityEventKind | null {
	return Object.values(eventKinds).find((kind) => kind === text) ?? null;
}
