import { and, asc, gt, gte, isNull, lte, sql } from 'drizzle-orm';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { db } from '@/server/db/client';
import { recordLinks } from '../../models/z.record-link';
import { securityEvents } from '../../models/z.security-event';
import { digestOf, linkOf, type Entry } from './digests';
import { getRecordHead } from './record-head';

/** Entries a step: some milliseconds of the one thread. */
export const STEP = 50;

/**
 * Makes the links of the next entries that are old enough, in order. Where another process did so
 * meanwhile, whatever its lease was, nothing is made.
 * @returns how many, and whether a helper's act was among them.
 */
export async function chainStep({ key, now }: { key: Buffer; now: Date }) {
	const head = await getRecordHead();
	const entries = await nextEntries(head?.seq ?? 0, now);
	const links: (typeof recordLinks.$inferInsert)[] = [];
	let before = head?.link ?? null;
	for (const entry of entries) {
		const { seq } = entry;
		const digest = digestOf(key, entry);
		const link = linkOf(key, { before, seq, digest });
		links.push({ seq, digest, link });
		before = link;
	}
	const count = links.length > 0 ? await append(links, head?.seq) : 0;
	return { count, hasAct: count > 0 && entries.some(({ actor }) => actor !== null) };
}

const append = (links: (typeof recordLinks.$inferInsert)[], after: number | undefined) =>
	db.transaction(async (tx) => {
		if ((await getRecordHead(tx))?.seq !== after) return 0;
		await tx.insert(recordLinks).values(links);
		return links.length;
	});

/** Those behind a number, up to the first that is too young: they are chained in order. */
async function nextEntries(after: number, now: Date): Promise<Entry[]> {
	const read = () =>
		db
			.select()
			.from(securityEvents)
			.where(gt(securityEvents.seq, after))
			.orderBy(asc(securityEvents.seq))
			.limit(STEP);
	const oldEnough = (entries: Entry[]) => {
		const end = entries.findIndex(({ createdAt }) => createdAt > chainedBefore(now));
		return end < 0 ? entries : entries.slice(0, end);
	};
	const entries = oldEnough(await read());
	if (entries.every(({ salt }) => salt !== null)) return entries;
	await giveSalts(entries);
	return oldEnough(await read());
}

/** Entries of this time and before are chained. */
export const chainedBefore = (now: Date) => new Date(now.getTime() - lifetimes.unchainedEvent);

/** An older version made entries without. */
const giveSalts = (entries: Entry[]) =>
	db
		.update(securityEvents)
		.set({ salt: sql`lower(hex(randomblob(16)))` })
		.where(
			and(
				gte(securityEvents.seq, entries[0]!.seq),
				lte(securityEvents.seq, entries.at(-1)!.seq),
				isNull(securityEvents.salt)
			)
		);
