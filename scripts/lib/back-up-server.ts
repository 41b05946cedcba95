import { createClient } from '@libsql/client';
import type { DatabaseTarget } from '../../src/lib/server/database-url.ts';
import { MIGRATIONS_TABLE } from '../../src/lib/server/db/migrations.ts';
import { answerInTime } from './answer-in-time.ts';
import { copyDatabase } from './copy-database.ts';
import { copyTable } from './copy-tables.ts';
import { fileUrl } from './draft-file.ts';
import { lookAtMigrations } from './look-at-migrations.ts';

interface Input {
	target: Extract<DatabaseTarget, { kind: 'remote' }>;
	token: string | undefined;
	/** An empty file. */
	draft: string;
}

/**
 * Copies a server's database into a file, in one transaction that reads: all of it is of one moment,
 * whoever writes meanwhile. Tables are made as they stand there, by whichever version.
 * @throws Error where the server is not there, or ends the transaction before all is read.
 */
export async function backUpServer({ target, token, draft }: Input): Promise<void> {
	await lookAtMigrations({ target, token });
	const server = createClient({ url: target.url, authToken: token, intMode: 'bigint' });
	const to = createClient({ url: fileUrl(draft), intMode: 'bigint' });
	const transaction = await server.transaction('read');
	const from = answerInTime(transaction, 'The database of DATABASE_URL');
	try {
		const { rows } = await from.execute(
			`select type, sql from sqlite_master where sql is not null and name not glob 'sqlite_*'
			and name not glob 'libsql_*' and (name not glob '_*' or name = '${MIGRATIONS_TABLE}')`
		);
		const [tables, others] = [true, false].map((isTable) =>
			rows.filter(({ type }) => (type === 'table') === isTable).map(({ sql }) => String(sql))
		) as [string[], string[]];
		await to.batch(tables, 'write');
		await copyDatabase(from, to, () => undefined).catch((error: Error) => {
			const cause = error.cause ?? error;
			throw new Error('The database was not read to its end: there is no backup.', { cause });
		});
		await copyTable(from, to, MIGRATIONS_TABLE);
		await to.batch(others, 'write');
	} finally {
		from.close();
		server.close();
		to.close();
	}
}
