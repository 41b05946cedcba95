import { createClient } from '@libsql/client';
import type { InValue } from '@libsql/client';

/** Makes the tables and rows of a database file on a server, which keeps its files to itself. */
export async function copyToServer(file: string, url: string, authToken?: string): Promise<void> {
	const from = createClient({ url: `file:${file}`, intMode: 'bigint' });
	const to = createClient({ url, authToken });
	const { rows: objects } = await from.execute(
		"SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'"
	);
	const statements = objects.map(({ sql }) => ({ sql: String(sql), args: [] as InValue[] }));
	for (const { name } of objects.filter(({ type }) => type === 'table')) {
		const { rows } = await from.execute(`SELECT * FROM "${name}"`);
		for (const row of rows) {
			const args = Array.from(row) as InValue[];
			const places = args.map(() => '?').join();
			statements.push({ sql: `INSERT INTO "${name}" VALUES (${places})`, args });
		}
	}
	await to.migrate(statements);
	from.close();
	to.close();
}
