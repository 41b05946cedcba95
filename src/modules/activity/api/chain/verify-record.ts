import { getStoredKey } from '$modules/keys/api/stored-key';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { createGaps, type Gap } from './gaps';
import { digestOf, linkOf } from './digests';
import { getLastNumber, getLink, iterateEntries, iteratePlaces, type Place } from './read-record';
import { getRecordHead } from './record-head';

/** Breaks that are told one by one: more say no more. */
const BREAKS = 100;

/**
 * Where the record is not as it was chained, by the numbers of its entries.
 * - `changed`: an entry says something else
 * - `missing`: entries are gone, and none of purging or erasing names them
 * - `added`: an entry was put in among those that are chained
 * - `unlinked`: its link does not follow from the one before
 * - `ahead`: its time lies ahead, and neither it nor what is behind it is chained before that
 * - `cut`: a link that the log was told is not in the chain: the end was cut off, or it is an older copy
 */
export type RecordBreak = {
	seq: number;
	/** The last, where several that follow each other are missing. */
	to: number;
	what: 'changed' | 'missing' | 'added' | 'unlinked' | 'ahead' | 'cut';
};

/** A link with its number, as the log was told it. */
export type ToldHead = { seq: number; link: string };

/** What there is to say of the record. */
export type Verdict = Awaited<ReturnType<typeof verifyRecord>>;

/**
 * Reads the whole record and its chain, some entries at a time, beside whatever else goes on.
 * @param input.told has to be in the chain still.
 * @returns `none` while nothing is chained, `key-lost` where the key cannot be opened.
 */
export async function verifyRecord({ told }: { told?: ToldHead | undefined } = {}) {
	const head = await getRecordHead();
	if (!head && !told) return { is: 'none', isEmpty: (await getLastNumber()) === 0 } as const;
	const key = await getStoredKey('record');
	if (!key) return { is: 'key-lost' } as const;
	const gaps = createGaps(key);
	const walked = await walk(key, head?.seq ?? 0, gaps.add);
	const { ahead, ...waiting } = await walkEnd(head?.seq ?? 0, gaps.add);
	const { missing, gone } = await gaps.explain();
	const breaks = [...walked.breaks, ...missing.map(([seq, to]) => breakAt(seq, 'missing', to))];
	if (ahead !== null) breaks.push(breakAt(ahead, 'ahead'));
	if (told && (await getLink(told.seq)) !== told.link) breaks.push(breakAt(told.seq, 'cut'));
	breaks.sort((one, other) => one.seq - other.seq);
	return {
		is: breaks.length === 0 ? 'whole' : 'broken',
		breaks: breaks.slice(0, BREAKS),
		breaksInAll: breaks.length,
		/** Entries that are there and chained, those that went as they should, and those too young. */
		chained: walked.chained,
		gone,
		waiting,
		head
	} as const;
}

const breakAt = (seq: number, what: RecordBreak['what'], to = seq): RecordBreak => ({
	seq,
	to,
	what
});

/** What is up to the newest link. */
async function walk(key: Buffer, last: number, addGap: (gap: Gap) => void) {
	const breaks: RecordBreak[] = [];
	let chained = 0;
	let before: { seq: number; link: string | null } = { seq: 0, link: null };
	for await (const place of iteratePlaces(last)) {
		const { seq } = place;
		if (seq > before.seq + 1) addGap({ from: before.seq + 1, to: seq - 1, isLinked: false });
		if (!place.entry) addGap({ from: seq, to: seq, isLinked: true });
		if (place.entry && place.chained) chained += 1;
		breaks.push(...breaksOf(key, place, before.link).map((what) => breakAt(seq, what)));
		before = { seq: Math.max(seq, 0), link: place.chained?.link ?? before.link };
	}
	return { breaks, chained };
}

function breaksOf(
	key: Buffer,
	{ seq, entry, chained }: Place,
	before: string | null
): RecordBreak['what'][] {
	if (!chained) return ['added'];
	const { digest, link } = chained;
	return [
		...(entry && digestOf(key, entry) !== digest ? (['changed'] as const) : []),
		...(linkOf(key, { before, seq, digest }) !== link ? (['unlinked'] as const) : [])
	];
}

/**
 * What is behind it: entries that are not chained yet.
 * @returns how many, since when, and the first whose time lies ahead.
 */
async function walkEnd(head: number, addGap: (gap: Gap) => void) {
	const latest = new Date(Date.now() + lifetimes.clockDifference);
	const waiting: { count: number; since: Date | null; ahead: number | null } = {
		count: 0,
		since: null,
		ahead: null
	};
	const end = await getLastNumber();
	let last = head;
	for await (const { seq, createdAt } of iterateEntries(head)) {
		if (seq > last + 1) addGap({ from: last + 1, to: seq - 1, isLinked: false });
		last = seq;
		waiting.count += 1;
		if (!waiting.since || createdAt < waiting.since) waiting.since = createdAt;
		if (createdAt > latest) waiting.ahead ??= seq;
	}
	if (end > last) addGap({ from: last + 1, to: end, isLinked: false });
	return waiting;
}
