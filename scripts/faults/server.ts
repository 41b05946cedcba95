import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from '@libsql/client';
import { withDatabase } from '../../tests/e2e/support/database.ts';
import { openClient, type HttpClient } from '../../tests/e2e/support/http-client.ts';
import { startServer, type AppServer, type ServerOptions } from '../../tests/e2e/support/server.ts';
import { insertPeople } from '../lib/insert-people.ts';
import { insertSession } from '../bench/database.ts';

type Databased = Pick<AppServer, 'databaseUrl' | 'origin'>;

/** Somebody who is signed in. */
export interface SignedIn {
	id: string;
	email: string;
	client: HttpClient;
	/** The cookies that the browser began with. */
	cookies: Record<string, string>;
}

/** Runs `work` beside a server of its own, which goes afterwards. */
export async function withServer<T>(
	options: ServerOptions,
	work: (server: AppServer) => Promise<T>
): Promise<T> {
	const server = await startServer(options);
	try {
		return await work(server);
	} finally {
		await server.remove();
	}
}

let made = 0;

/** People with an account, without a password, and signed in. */
export async function createSignedIn(server: Databased, count: number): Promise<SignedIn[]> {
	const people = Array.from({ length: count }, () => {
		const id = `person-${(made += 1)}`;
		return { id, email: `${id}@example.com` };
	});
	await withDatabase(server, (db) => db.transaction((tx) => insertPeople(people, tx)));
	const client = createClient({ url: server.databaseUrl, timeout: 5_000 });
	const signedIn: SignedIn[] = [];
	for (const { id, email } of people) {
		const session = (await insertSession(client, id)).replace('session=', '');
		const cookies = { session };
		signedIn.push({ id, email, cookies, client: openClient(server.origin, cookies) });
	}
	client.close();
	return signedIn;
}

/** Saves a display name. @returns the status, or what became of the connection. */
export async function saveName(
	client: HttpClient,
	displayName: string,
	more: Record<string, string> = {}
): Promise<number | string> {
	try {
		const answer = await client.post('/settings/profile?/update', { displayName, ...more });
		await answer.arrayBuffer();
		return answer.status;
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	}
}

/** What answers there were, and after how many milliseconds. */
export interface Answers {
	statuses: (number | string)[];
	times: number[];
}

/** Does something for each, all at once. */
export async function answersOf<T>(
	all: T[],
	send: (one: T) => Promise<number | string>
): Promise<Answers> {
	const times: number[] = [];
	const timed = async (one: T) => {
		const began = performance.now();
		const status = await send(one);
		times.push(performance.now() - began);
		return status;
	};
	return { statuses: await Promise.all(all.map(timed)), times };
}

/** Everybody saves a name at once. */
export const saveAll = (people: SignedIn[], displayName: string): Promise<Answers> =>
	answersOf(people, ({ client }) => saveName(client, displayName));

/** What anybody sees, and what these people see of themselves. */
export async function readPages(origin: string, people: SignedIn[]): Promise<Answers> {
	const visitor = openClient(origin);
	const own = people.slice(0, 5).map(({ client }) => [client, '/settings/profile'] as const);
	const all = ['/', '/sign-in', '/sign-up', '/healthz'].map((path) => [visitor, path] as const);
	return answersOf([...all, ...own], async ([client, path]) => {
		const answer = await client.get(path).catch((error: unknown) => String(error));
		return typeof answer === 'string' ? answer : answer.status;
	});
}

/** The display names in a database, by person. */
export async function readNames(databaseUrl: string): Promise<Map<string, string>> {
	const client = createClient({ url: databaseUrl });
	const { rows } = await client.execute('select user_id, display_name from profiles');
	client.close();
	return new Map(rows.map((row) => [String(row[0]), String(row[1] ?? '')]));
}

/** What SQLite finds in a file: `ok`, or the first thing that is wrong. */
export async function integrityOf(databaseUrl: string): Promise<string> {
	const client = createClient({ url: databaseUrl });
	const { rows } = await client.execute('pragma integrity_check');
	client.close();
	return String(rows[0]?.[0]);
}

/** What /readyz says, or nothing where it does not answer within six seconds. */
export async function readiness(origin: string) {
	try {
		const answer = await fetch(`${origin}/readyz`, { signal: AbortSignal.timeout(6_000) });
		return { status: answer.status, text: await answer.text() };
	} catch {
		return { status: 0, text: '' };
	}
}

/** Waits until /readyz is 200. @returns after how many seconds, counted from `began`. */
export async function untilReady(
	origin: string,
	{ began = performance.now(), seconds = 60 } = {}
): Promise<number> {
	for (;;) {
		if ((await readiness(origin)).status === 200) return (performance.now() - began) / 1000;
		if (performance.now() - began > seconds * 1000) return Infinity;
		await sleep(10);
	}
}
