import { openSync, closeSync, writeSync } from 'node:fs';
import { createClient } from '@libsql/client';
import { openClient } from '../../tests/e2e/support/http-client.ts';
import { createPerson } from '../../tests/e2e/support/people.ts';
import type { AppServer } from '../../tests/e2e/support/server.ts';
import { countAnswers, type FaultOptions, type Finding } from './finding.ts';
import { createSignedIn, readiness, saveAll, withServer } from './server.ts';

const pageSize = 4_096;

/** Pages of the file are overwritten under a running server: those of one table, then the first one. */
export async function corrupt({ quick }: FaultOptions): Promise<Finding[]> {
	return withServer({}, async (server) => {
		const people = await createSignedIn(server, quick ? 5 : 20);
		const { pid } = server;
		await createPerson(server, { username: 'corrupted', visibility: 'public' });
		await overwrite(server, 'profiles');
		const own = await ask(
			people.map(({ client }) => client),
			'/settings/profile'
		);
		const profile = await ask([openClient(server.origin)], '/u/corrupted');
		const others = await ask([openClient(server.origin)], '/sign-in');
		const saved = await saveAll(people, 'lost');
		const alive = await ask([openClient(server.origin)], '/healthz');

		await overwrite(server, null);
		const ready = await readiness(server.origin);
		const all = [...own, ...profile, ...saved.statuses];
		const texts = await Promise.all(
			people.map(async ({ client }) => (await client.get('/settings/profile')).text())
		);
		const plain = texts.filter((html) => /<h1/.test(html) && !/SQLITE|malformed/.test(html));
		return [
			{
				name: 'who needs the table gets a 503 and others their page',
				holds: all.every((status) => status === 503) && others[0] === 200 && alive[0] === 200,
				detail: `own pages ${countAnswers(own)}, a public profile ${profile[0]}, writes ${countAnswers(saved.statuses)}, /sign-in ${others[0]}, /healthz ${alive[0]}`
			},
			{
				name: 'with the first page gone a page says so plainly, /readyz too, and the process lives',
				holds: plain.length === texts.length && ready.status === 503 && server.pid === pid,
				detail: `${plain.length} of ${texts.length} pages with a heading and no error of the database; /readyz ${ready.status} ${ready.text}`
			}
		];
	});
}

const ask = (clients: ReturnType<typeof openClient>[], path: string) =>
	Promise.all(clients.map(async (client) => (await client.get(path)).status));

/** Overwrites where a table begins, or where the file does, behind everybody's back. */
async function overwrite({ databaseFile, databaseUrl }: AppServer, table: string | null) {
	const client = createClient({ url: databaseUrl });
	let page = 1;
	if (table) {
		// All that was written lies in the file itself then.
		await client.execute('pragma wal_checkpoint(truncate)');
		const { rows } = await client.execute({
			sql: 'select rootpage from sqlite_master where name = ?',
			args: [table]
		});
		page = Number(rows[0]![0]);
	}
	const file = openSync(databaseFile, 'r+');
	writeSync(file, Buffer.alloc(pageSize, 0xa5), 0, pageSize, (page - 1) * pageSize);
	closeSync(file);
	// Somebody else's commit lets every connection forget what it has read.
	if (table) await client.execute('delete from rate_limits');
	client.close();
}
