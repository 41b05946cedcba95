/** A migration as it lies in the repository: its line of the journal, its file and its snapshot. */
export interface KeptMigration {
	line: JournalLine;
	sql: string;
	snapshot: Snapshot;
}

export interface JournalLine {
	idx: number;
	tag: string;
	when: number;
	[rest: string]: unknown;
}

interface Snapshot {
	id: string;
	prevId: string;
	[part: string]: unknown;
}

const number = (index: number) => String(index).padStart(4, '0');

/**
 * The migrations of a version, and after them those that a fork has on top, numbered on and with
 * snapshots that go on from it. Each is known by its text, whatever number it had; the text stays as
 * it was, so that none is applied twice.
 */
export function joinMigrations(version: KeptMigration[], fork: KeptMigration[]): KeptMigration[] {
	const known = new Set(version.map(({ sql }) => sql));
	const joined = [...version];
	for (const [index, migration] of fork.entries()) {
		const [before, last] = [fork[index - 1], joined.at(-1)];
		if (known.has(migration.sql)) continue;
		if (!before || !last) throw new Error('The two have no beginning in common.');
		joined.push(numberedOn(migration, before.snapshot, last.snapshot, joined.length));
	}
	return joined;
}

/** A migration at another place: after `last`, where it came after `before`. */
function numberedOn(
	{ line, sql, snapshot }: KeptMigration,
	before: Snapshot,
	last: Snapshot,
	idx: number
): KeptMigration {
	const tag = line.tag.replace(/^\d+/, number(idx));
	const whole = carryOver(before, snapshot, last) as Snapshot;
	return {
		line: { ...line, idx, tag },
		sql,
		snapshot: { ...whole, id: snapshot.id, prevId: last.id }
	};
}

/** What changed between two values, part by part, done to a third one. */
function carryOver(before: unknown, after: unknown, onto: unknown): unknown {
	if (JSON.stringify(before) === JSON.stringify(after)) return onto;
	if (!isParts(before) || !isParts(after) || !isParts(onto)) return after;
	const result = { ...onto };
	for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
		const part = carryOver(before[key], after[key], onto[key]);
		if (part === undefined) delete result[key];
		else result[key] = part;
	}
	return result;
}

const isParts = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);
