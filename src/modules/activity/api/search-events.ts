import { and, desc, eq, gte, lt, sql } from 'drizzle-orm';
import { db } from '@/server/db/client';
import {
	formatTimeCursor,
	olderThan,
	parseTimeCursor,
	type TimeCursor
} from '@/server/time-cursor';
import { securityEvents, type SecurityEventKind } from '../models/z.security-event';
import { keptSince } from './event-store';

/** The entry behind which a page of the whole record begins, by its number. */
type RecordPlace = TimeCursor<number>;

/** What is looked for in the whole record; what is absent may be anything. */
export type RecordSearch = {
	kind?: SecurityEventKind | null;
	userId?: string | null;
	/** Who did it where it was not the owner: `operator`, or an account's id. */
	actor?: string | null;
	since?: Date | null;
	until?: Date | null;
	before?: RecordPlace | null;
	limit?: number;
};

/** Entries a page. */
export const RECORD_PAGE = 50;

/** What {@link searchEvents} made of a place, or `null` for anything else. */
export function parseRecordPlace(text: string | null): RecordPlace | null {
	const place = parseTimeCursor(text);
	return place && /^\d{1,15}$/.test(place.id) ? { ...place, id: Number(place.id) } : null;
}

/**
 * A page of what happened to all accounts and to the record itself, newest first: without the place
 * it was done from, which nobody needs who helps. Each way to look has an index that leads to it.
 * @returns the entries, and where the next page begins; `null` at the end.
 */
export async function searchEvents(search: RecordSearch & { now?: Date }) {
	const { limit = RECORD_PAGE } = search;
	const rows = await eventsQuery(search);
	const events = rows.slice(0, limit);
	const last = rows.length > limit ? events.at(-1) : undefined;
	return {
		events,
		next: last ? formatTimeCursor({ createdAt: last.createdAt, id: last.seq }) : null
	};
}

/** The query of {@link searchEvents}, with one entry more than a page has. */
export const eventsQuery = ({ now = new Date(), ...search }: RecordSearch & { now?: Date }) =>
	db
		.select({
			seq: securityEvents.seq,
			userId: securityEvents.userId,
			type: securityEvents.type,
			method: securityEvents.method,
			passkey: securityEvents.passkey,
			newBrowser: securityEvents.newBrowser,
			actor: securityEvents.actor,
			reason: securityEvents.reason,
			removed: securityEvents.removed,
			createdAt: securityEvents.createdAt
		})
		.from(securityEvents)
		.where(conditionsOf(search, now))
		.orderBy(desc(securityEvents.createdAt), desc(securityEvents.seq))
		.limit((search.limit ?? RECORD_PAGE) + 1);

function conditionsOf({ kind, userId, actor, since, until, before }: RecordSearch, now: Date) {
	const { createdAt, seq } = securityEvents;
	const oldest = Math.max(keptSince(now).getTime(), since?.getTime() ?? 0);
	return and(
		kind ? eq(securityEvents.kind, kind) : undefined,
		// In these words the index of the other kinds has it.
		kind && kind !== 'sign-in' ? sql`kind <> 'sign-in'` : undefined,
		userId ? eq(securityEvents.userId, userId) : undefined,
		actor ? eq(securityEvents.actor, actor) : undefined,
		gte(createdAt, new Date(oldest)),
		until ? lt(createdAt, until) : undefined,
		before ? olderThan({ createdAt, id: seq }, before) : undefined
	);
}
