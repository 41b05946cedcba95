import type { Client } from '@libsql/client';
import { chunk, numbers, openForFilling } from './people-database.ts';

const day = 24 * 60 * 60 * 1000;
/** Less than the year for which entries are kept: the server itself has none to purge. */
const span = 360 * day;
const peoplePer = 500;
const userAgent = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

/** The statements of a table's indexes, which are quicker to make once than to keep. */
async function takeIndexes(client: Client): Promise<string[]> {
	const { rows } = await client.execute(
		"select name, sql from sqlite_master where tbl_name = 'security_events' and type = 'index' and sql is not null"
	);
	for (const { name } of rows) await client.execute(`drop index ${String(name)}`);
	return rows.map(({ sql }) => String(sql));
}

/**
 * Fills a migrated database with a record of `events` entries in the order in which they happened:
 * a tenth of them those of `userId`, the rest of as many people as make 500 entries each.
 */
export async function fillActivity(url: string, userId: string, events: number): Promise<void> {
	const client = await openForFilling(url);
	const now = Date.now();
	const people = Math.max(1, Math.floor(events / peoplePer));
	await client.execute(
		`${numbers(1, people)} insert into users (id, email, email_verified_at, created_at, updated_at)
		select 'person-' || i, 'person' || i || '@example.com', ${now}, ${now}, ${now} from n`
	);
	await fillEvents(client, { userId, events, people, own: events / 10 });
	client.close();
}

/** Writes entries of people who are there: `own` of them `userId`'s, evenly among the others'. */
export async function fillEvents(
	client: Client,
	{ userId, events, people, own }: { userId: string; events: number; people: number; own: number }
): Promise<void> {
	const indexes = await takeIndexes(client);
	const time = `${Date.now() - span} + cast(i * ${span / events} as integer)`;
	for (let first = 1; first <= events; first += chunk) {
		await client.execute({
			sql: `${numbers(first, Math.min(first + chunk - 1, events))}
			insert into security_events
				(id, user_id, type, kind, method, ip_address, user_agent, created_at)
			select printf('%012x', ${time}) || lower(hex(randomblob(10))),
				case when i % ${Math.floor(events / own)} = 0 then ?
					else 'person-' || (1 + abs(random()) % ${people}) end,
				case when i % 1000 = 0 then 'password-changed' else 'signed-in' end,
				case when i % 1000 = 0 then 'security' else 'sign-in' end,
				'password', '192.0.2.1', '${userAgent}', ${time}
			from n`,
			args: [userId]
		});
	}
	for (const index of indexes) await client.execute(index);
	await client.execute('pragma wal_checkpoint(truncate)');
}

/** Salts as the app gives them: without, an older version would seem to write yet. */
export const saltEvents = `update security_events set salt = lower(hex(randomblob(16)))
	where salt is null`;
