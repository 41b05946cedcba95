import { isUtf8 } from 'node:buffer';
import type { Client } from '@libsql/client';

/** Rows of one look. */
const ROWS = 500;

/** Where texts are that the application cannot read, as `table.column`. */
export interface BrokenTexts {
	/** Columns with a text that is not UTF-8: the driver ends the process that reads it. */
	notUtf8: string[];
	/** Columns with a text that holds a NUL character: the driver reads it up to there. */
	cut: string[];
}

/**
 * Looks at every text of a database as bytes, which the driver hands over whatever they are: in whatever
 * column, since SQLite keeps texts anywhere. One that keeps them in UTF-16 is not looked at, as SQLite
 * translates them. It reads the whole file, some hundred rows at a time.
 */
export async function findBrokenTexts(client: Pick<Client, 'execute'>): Promise<BrokenTexts> {
	const { rows } = await client.execute('pragma encoding');
	const [notUtf8, cut] = [new Set<string>(), new Set<string>()];
	if (rows[0]?.encoding !== 'UTF-8') return { notUtf8: [], cut: [] };
	const look = async (table: string) => {
		for await (const { column, bytes } of brokenIn(client, table)) {
			(isUtf8(bytes) ? cut : notUtf8).add(`${table}.${column}`);
		}
	};
	// First of all the names of tables and columns.
	await look('sqlite_schema');
	if (notUtf8.size === 0) for (const table of await tablesWithTexts(client)) await look(table);
	return { notUtf8: [...notUtf8], cut: [...cut] };
}

/** All that have their rows by number, those of SQLite and of migrations too. */
async function tablesWithTexts(client: Pick<Client, 'execute'>): Promise<string[]> {
	const { rows } = await client.execute(
		"select name from pragma_table_list where schema = 'main' and type in ('table', 'shadow') and not wr"
	);
	return rows.map(({ name }) => String(name)).filter((name) => name !== 'sqlite_schema');
}

const isBroken = (bytes: ArrayBuffer) => !isUtf8(bytes) || Buffer.from(bytes).includes(0);

/** The columns of some rows of a table that hold a broken text, with the bytes of their texts. */
async function* brokenIn(client: Pick<Client, 'execute'>, table: string) {
	const info = await client.execute({
		sql: 'select name from pragma_table_info(?)',
		args: [table]
	});
	const columns = info.rows.map(({ name }) => String(name));
	const looks = columns.map(bytesOf);
	let after = String(-(2n ** 63n));
	for (;;) {
		const { last, bytes: all } = await read(client, table, after, looks.join(` || ${BETWEEN} || `));
		if (last === null) return;
		for (const [index, column] of isBroken(all) ? columns.entries() : []) {
			const { bytes } = await read(client, table, after, looks[index]!);
			if (isBroken(bytes)) yield { column, bytes };
		}
		after = last;
	}
}

/** Between two texts, so that what one lacks is not found in the next. */
const BETWEEN = 'char(10)';

const bytesOf = (column: string) =>
	`iif(typeof("${column}") = 'text', cast("${column}" as blob), '')`;

/** The texts of the rows behind one, in one piece, and which row was the last: `null` behind them all. */
async function read(client: Pick<Client, 'execute'>, table: string, after: string, texts: string) {
	const { rows } = await client.execute({
		// Row numbers as text, of which none is too large for JavaScript.
		sql: `select cast(max(id) as text) as last, cast(group_concat(texts, ${BETWEEN}) as blob) as texts
			from (select rowid as id, ${texts} as texts from "${table}"
				where rowid > cast(? as integer) order by rowid limit ${ROWS})`,
		args: [after]
	});
	const { last, texts: bytes } = rows[0]!;
	return {
		last: last === null ? null : String(last),
		bytes: bytes instanceof ArrayBuffer ? bytes : new ArrayBuffer(0)
	};
}
