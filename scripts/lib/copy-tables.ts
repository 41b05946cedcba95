import type { Client, InValue, ResultSet } from '@libsql/client';

/** Rows of one trip, or as many as SQLite has room for parameters. */
const ROWS = 1_000;
const PARAMETERS = 30_000;
/** Of a table with pictures: no server is sent, and no memory holds, more than a few megabytes. */
const ROWS_WITH_BYTES = 16;

/** What is only read: a database, or a transaction in which it is of one moment. */
export type Source = Pick<Client, 'execute'>;

/** The rows of some tables, by the tables' names. */
export type Counts = Record<string, number>;

/** The tables of a database but those of SQLite, of a server and of what keeps account of migrations. */
export async function tablesOf(client: Source): Promise<string[]> {
	const { rows } = await client.execute(
		`select name from sqlite_master where type = 'table'
		and name not glob '_*' and name not glob 'sqlite_*' and name not glob 'libsql_*' order by name`
	);
	return rows.map(({ name }) => String(name));
}

/**
 * The same tables, each behind those that its foreign keys refer to.
 * @throws Error where tables refer to each other in a circle.
 */
export async function inOrderOfKeys(client: Client, tables: string[]): Promise<string[]> {
	const { rows } = await client.execute(
		`select tables.name as child, keys."table" as parent
		from sqlite_master as tables, pragma_foreign_key_list(tables.name) as keys
		where tables.type = 'table' and tables.name <> keys."table"`
	);
	const left = new Set(tables);
	const ordered: string[] = [];
	while (left.size > 0) {
		const waits = (table: string) =>
			rows.some(({ child, parent }) => child === table && left.has(String(parent)));
		const ready = [...left].filter((table) => !waits(table));
		if (ready.length === 0) throw new Error(`${[...left].join(', ')} refer to each other.`);
		for (const table of ready) left.delete(table);
		ordered.push(...ready);
	}
	return ordered;
}

export async function countRows(client: Source, tables: string[]): Promise<Counts> {
	if (tables.length === 0) return {};
	const counts = tables.map((name) => `select '${name}' as name, count(*) as size from "${name}"`);
	const { rows } = await client.execute(counts.join(' union all '));
	return Object.fromEntries(rows.map(({ name, size }) => [String(name), Number(size)]));
}

/** Takes every row out of a table, a few at a time: a server may cut short what takes long. */
export async function emptyTable(client: Client, table: string): Promise<void> {
	const some = `select rowid from "${table}" limit ${ROWS}`;
	const sql = `delete from "${table}" where rowid in (${some})`;
	while ((await client.execute(sql)).rowsAffected > 0);
}

/**
 * Copies the rows of a table in the order in which they were made. Both clients have to hand over
 * integers as `bigint`, or a whole number could become another kind of number on its way.
 */
export async function copyTable(from: Source, to: Client, table: string): Promise<void> {
	const info = await from.execute({
		sql: 'select name, type from pragma_table_info(?)',
		args: [table]
	});
	const columns = info.rows.map(({ name }) => `"${String(name)}"`);
	const hasBytes = info.rows.some(({ type }) => /blob/i.test(String(type)));
	let size = hasBytes ? ROWS_WITH_BYTES : Math.min(ROWS, Math.floor(PARAMETERS / columns.length));
	const sql = `select rowid, ${columns.join()} from "${table}" where rowid > ? order by rowid limit ?`;
	const places = `(${columns.map(() => '?').join()})`;
	let last: InValue = -(2n ** 63n);
	for (;;) {
		const page = await readPage(from, { sql, args: [last, size] });
		if (!page) {
			size = Math.ceil(size / 2);
			continue;
		}
		const values = page.rows.map((row) => Array.from(row) as InValue[]);
		const final = values.at(-1);
		if (!final) return;
		await to.execute({
			sql: `insert into "${table}" (${columns.join()}) values ${values.map(() => places).join()}`,
			args: values.flatMap(([, ...row]) => row)
		});
		last = final[0]!;
	}
}

/** Rows; none where a server says that all of them are more than it sends at once, and fewer may not be. */
async function readPage(
	from: Source,
	page: { sql: string; args: [last: InValue, size: number] }
): Promise<ResultSet | null> {
	try {
		return await from.execute(page);
	} catch (error) {
		const code = error instanceof Error && 'code' in error && error.code;
		const isTooLarge = code === 'RESPONSE_TOO_LARGE';
		if (!isTooLarge || page.args[1] === 1) throw error;
		return null;
	}
}

/** Takes over the highest number that each table gave out, also to rows that are gone. */
export async function copySequences(from: Source, to: Client, tables: string[]): Promise<void> {
	const { rows } = await from.execute(
		"select 1 from sqlite_master where name = 'sqlite_sequence' limit 1"
	);
	if (rows.length === 0) return;
	const sequences = await from.execute('select name, seq from sqlite_sequence');
	for (const { name, seq } of sequences.rows) {
		if (!tables.includes(String(name))) continue;
		const statements = [
			{ sql: 'delete from sqlite_sequence where name = ?', args: [String(name)] },
			{ sql: 'insert into sqlite_sequence (name, seq) values (?, ?)', args: [String(name), seq!] }
		];
		await to.batch(statements, 'write');
	}
}
