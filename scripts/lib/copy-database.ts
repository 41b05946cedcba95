import type { Client } from '@libsql/client';
import { hasUnfinishedCopy, UNFINISHED_COPY } from '../../src/lib/server/db/unfinished-copy.ts';
import {
	copySequences,
	copyTable,
	countRows,
	emptyTable,
	inOrderOfKeys,
	tablesOf,
	type Counts,
	type Source
} from './copy-tables.ts';

/**
 * Copies every row of one migrated database into another that has the same tables and no rows. Until
 * all of it is there, a mark keeps a server from starting on the copy; where an earlier one was broken
 * off, its rows are taken away first.
 * @returns the rows of each table, the same on both sides.
 */
export async function copyDatabase(
	from: Source,
	to: Client,
	say: (line: string) => void
): Promise<Counts> {
	if (await hasUnfinishedCopy(from)) {
		throw new Error('FROM is itself a copy that was broken off: some of its rows are missing.');
	}
	const theirs = await tablesOf(to);
	const ours = await tablesOf(from);
	const others = ours.filter((table) => !theirs.includes(table));
	if (others.length > 0) say(`Left out, as no migration makes them: ${others.join(', ')}.`);
	const tables = await inOrderOfKeys(
		to,
		theirs.filter((table) => ours.includes(table))
	);
	if (await hasUnfinishedCopy(to)) {
		say('Taking away what a copy that was broken off has left in TO.');
		for (const table of tables.toReversed()) await emptyTable(to, table);
	}
	const full = Object.entries(await countRows(to, tables)).filter(([, size]) => size > 0);
	if (full.length > 0) {
		throw new Error(
			`TO has rows already, in ${full.map(([table]) => table).join(', ')}: copy into an empty database.`
		);
	}

	await to.execute(`create table if not exists ${UNFINISHED_COPY} (id integer)`);
	try {
		for (const table of tables) await copyTable(from, to, table);
		await copySequences(from, to, tables);
		const counts = await comparedCounts(from, to, tables);
		await to.execute(`drop table ${UNFINISHED_COPY}`);
		return counts;
	} catch (cause) {
		throw new Error(
			'The copy is not complete, and no server starts on it. The same command begins again.',
			{ cause }
		);
	}
}

/** @throws Error where a table has more rows on one side. */
async function comparedCounts(from: Source, to: Client, tables: string[]): Promise<Counts> {
	const [given, taken] = [await countRows(from, tables), await countRows(to, tables)];
	const different = tables.filter((table) => given[table] !== taken[table]);
	if (different.length === 0) return taken;
	const figures = different.map((table) => `${table} (${given[table]} and ${taken[table]})`);
	throw new Error(
		`FROM and TO differ in ${figures.join(', ')}: is the application still running on one of them?`
	);
}
