import { createClient, type Client } from '@libsql/client';
import { hash } from '@node-rs/argon2';
import { benchPassword } from './password.ts';

/** Everybody's, hashed once, at the app's own cost. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
let hashed: Promise<string> | undefined;
export const benchHash = () => (hashed ??= hash(benchPassword, cost));

/** Rows a statement, so that the write-ahead log stays small. */
export const chunk = 100_000;

export const personEmail = (index: number) => `person${index}@example.com`;

/** A table `n` of the numbers from `first` to `last`, as `i`. */
export const numbers = (first: number, last: number) =>
	`with recursive n(i) as (select ${first} union all select i + 1 from n where i < ${last})`;

/** A client for filling a database that is thrown away afterwards. */
export async function openForFilling(url: string): Promise<Client> {
	const client = createClient({ url, concurrency: 1 });
	await client.execute('pragma synchronous = off');
	await client.execute('pragma cache_size = -400000');
	return client;
}

/**
 * Writes people 1 to `count`, each with a profile, the bench's password and a session from which
 * nobody has the cookie.
 * @param mailed whether each had a mail on a new browser just now, so that none is due.
 */
export async function fillPeople(
	client: Client,
	count: number,
	{ mailed = false } = {}
): Promise<void> {
	const now = Date.now();
	const mailAt = mailed ? now : 'null';
	const passwordHash = await benchHash();
	for (let first = 1; first <= count; first += chunk) {
		const n = numbers(first, Math.min(first + chunk - 1, count));
		await client.batch(
			[
				`insert into users (id, email, email_verified_at, new_browser_mail_at, created_at, updated_at)
				${n} select 'person-' || i, 'person' || i || '@example.com', ${now}, ${mailAt}, ${now}, ${now} from n`,
				`insert into profiles (user_id, display_name, updated_at)
				${n} select 'person-' || i, 'Person ' || i, ${now} from n`,
				{
					sql: `insert into passwords (user_id, hash, updated_at)
					${n} select 'person-' || i, ?, ${now} from n`,
					args: [passwordHash]
				},
				`insert into sessions (id, user_id, method, user_agent, created_at, last_used_at, confirmed_at)
				${n} select lower(hex(randomblob(32))), 'person-' || i, 'password', 'bench', ${now}, ${now}, ${now} from n`
			],
			'write'
		);
	}
}

/** How many bytes the database takes. */
export async function databaseSize(client: Client): Promise<number> {
	const { rows } = await client.execute(
		'select page_count * page_size as size from pragma_page_count, pragma_page_size'
	);
	return Number(rows[0]!.size);
}
