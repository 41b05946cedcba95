import { and, asc, eq, gt, isNotNull, lte } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { recordLinks } from '../../models/z.record-link';
import { securityEvents } from '../../models/z.security-event';
import type { Entry } from './digests';
import { goingColumns } from './remove-entries';

/** Rows read at once. */
const PAGE = 500;

/** A number of the record, with what there is of it: its entry, its link, or both. */
export type Place = { seq: number; entry?: Entry; chained?: { digest: string; link: string } };

/** Every number up to a link that has an entry or a link, in order. */
export async function* iteratePlaces(last: number): AsyncGenerator<Place> {
	// SQLite takes numbers below one too, which the record never gives out.
	for (let after = Number.MIN_SAFE_INTEGER; after < last;) {
		const links = await db
			.select()
			.from(recordLinks)
			.where(and(gt(recordLinks.seq, after), lte(recordLinks.seq, last)))
			.orderBy(asc(recordLinks.seq))
			.limit(PAGE);
		const to = links.at(-1)?.seq ?? last;
		const places = new Map<number, Place>(
			links.map(({ seq, ...chained }) => [seq, { seq, chained }])
		);
		for await (const entry of iterateEntries(after, to)) {
			places.set(entry.seq, { ...places.get(entry.seq), seq: entry.seq, entry });
		}
		yield* [...places.values()].sort((one, other) => one.seq - other.seq);
		after = to;
	}
}

/** The entries behind a number, in order, up to another. */
export async function* iterateEntries(after: number, to = Infinity): AsyncGenerator<Entry> {
	for (let last = after; ;) {
		const end = to === Infinity ? undefined : lte(securityEvents.seq, to);
		const page = await db
			.select()
			.from(securityEvents)
			.where(and(gt(securityEvents.seq, last), end))
			.orderBy(asc(securityEvents.seq))
			.limit(PAGE);
		yield* page;
		if (page.length < PAGE) return;
		last = page.at(-1)!.seq;
	}
}

/** Those that tell what became of others, in order. */
export async function* iterateRemovals() {
	for (let last = 0; ;) {
		const page = await db
			.select(goingColumns)
			.from(securityEvents)
			.where(and(isNotNull(securityEvents.removed), gt(securityEvents.seq, last)))
			.orderBy(asc(securityEvents.seq))
			.limit(PAGE);
		yield* page;
		if (page.length < PAGE) return;
		last = page.at(-1)!.seq;
	}
}

/** The highest number that the record gave out, whether its entry is there or not. */
export async function getLastNumber(): Promise<number> {
	const [row] = await db.all<{ seq: number }>(
		"select seq from sqlite_sequence where name = 'security_events'"
	);
	return Number(row?.seq ?? 0);
}

/** The link of a number, or `null`. */
export async function getLink(seq: number): Promise<string | null> {
	const { link } = recordLinks;
	const row = await db.select({ link }).from(recordLinks).where(eq(recordLinks.seq, seq)).get();
	return row?.link ?? null;
}
