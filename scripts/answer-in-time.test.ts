import { createClient } from '@libsql/client';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { startLibsqlServer, type LibsqlServer } from '../tests/support/libsql-server/index.ts';
import { answerInTime } from './lib/answer-in-time.ts';
import { copyDatabase } from './lib/copy-database.ts';

let server: LibsqlServer;
beforeEach(async () => {
	server = await startLibsqlServer({ template: `${inject('databaseFolder')}/template.db` });
});
afterEach(() => server.stop());

test.each(['url', 'wsUrl'] as const)(
	'a copy to a server that answers nothing any more ends, and says so (%s)',
	async (at) => {
		const from = createClient({ url: server.url, intMode: 'bigint' });
		const other = await startLibsqlServer({
			template: `${inject('databaseFolder')}/template.db`
		});
		const to = createClient({ url: other[at], intMode: 'bigint' });
		await other.hangNext('create table if not exists');
		const copying = copyDatabase(from, answerInTime(to, 'TO', 500), () => undefined);
		await expect(copying).rejects.toThrow('TO has not answered for 0.5 seconds.');
		from.close();
		to.close();
		await other.stop();
	}
);
