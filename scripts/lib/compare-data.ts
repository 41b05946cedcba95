import { createHash } from 'node:crypto';
import { createClient, type Client } from '@libsql/client';
import { MIGRATIONS_TABLE } from '../../src/lib/server/db/migrations.ts';

/** What a table holds: how many rows, and a digest of each of its columns. */
export interface Contents {
	rows: number;
	columns: Record<string, string>;
}

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** What each table of a database holds, without the list of migrations. */
export async function readContents(url: string): Promise<Record<string, Contents>> {
	const client = createClient({ url });
	try {
		const { rows } = await client.execute(
			"select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name"
		);
		const names = rows.map(({ name }) => String(name)).filter((name) => name !== MIGRATIONS_TABLE);
		const contents: Record<string, Contents> = {};
		for (const name of names) contents[name] = await readTable(client, name);
		return contents;
	} finally {
		client.close();
	}
}

async function readTable(client: Client, name: string): Promise<Contents> {
	const { columns, rows } = await client.execute(`select * from ${quote(name)}`);
	const digest = (column: string) => {
		// Each by itself and in an order of its own: a table made anew may have them in another one.
		const values = rows.map((row) => JSON.stringify(row[column])).sort();
		return createHash('sha256').update(values.join('\n')).digest('hex');
	};
	return {
		rows: rows.length,
		columns: Object.fromEntries(columns.map((column) => [column, digest(column)]))
	};
}

/** What of the contents before is no longer so after, a line each. */
export function compareContents(
	before: Record<string, Contents>,
	after: Record<string, Contents>
): string[] {
	return Object.entries(before).flatMap(([table, { rows, columns }]) => {
		const now = after[table];
		if (!now) return [`${table} is gone, with ${rows} rows`];
		if (now.rows !== rows) return [`${table} has ${now.rows} rows instead of ${rows}`];
		return Object.entries(columns)
			.filter(([column, digest]) => now.columns[column] !== digest)
			.map(([column]) => `${table}.${column} ${column in now.columns ? 'is another' : 'is gone'}`);
	});
}
