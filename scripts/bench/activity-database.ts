import { createClient, type Client } from '@libsql/client';

const day = 24 * 60 * 60 * 1000;
/** Older than the year for which entries are kept, so that there is something to purge. */
const span = 400 * day;
const peoplePer = 500;
/** Rows a statement, so that the write-ahead log stays small. */
const chunk = 100_000;
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
	const client = createClient({ url, concurrency: 1 });
	await client.execute('pragma synchronous = off');
	await client.execute('pragma cache_size = -400000');
	const now = Date.now();
	const people = Math.max(1, Math.floor(events / peoplePer));
	await client.execute(
		`${numbers(1, people)} insert into users (id, email, email_verified_at, created_at, updated_at)
		select 'person-' || i, 'person' || i || '@example.com', ${now}, ${now}, ${now} from n`
	);
	const indexes = await takeIndexes(client);
	const time = `${now - span} + cast(i * ${span / events} as integer)`;
	for (let first = 1; first <= events; first += chunk) {
		await client.execute({
			sql: `${numbers(first, Math.min(first + chunk - 1, events))}
			insert into security_events
				(id, user_id, type, kind, method, ip_address, user_agent, created_at)
			select printf('%012x', ${time}) || lower(hex(randomblob(10))),
				case when i % 10 = 0 then ? else 'person-' || (1 + abs(random()) % ${people}) end,
				case when i % 1000 = 0 then 'password-changed' else 'signed-in' end,
				case when i % 1000 = 0 then 'security' else 'sign-in' end,
				'password', '192.0.2.1', '${userAgent}', ${time}
			from n`,
			args: [userId]
		});
	}
	for (const index of indexes) await client.execute(index);
	await client.execute('pragma wal_checkpoint(truncate)');
	client.close();
}

/** A table `n` of the numbers from `first` to `last`, as `i`. */
const numbers = (first: number, last: number) =>
	`with recursive n(i) as (select ${first} union all select i + 1 from n where i < ${last})`;
