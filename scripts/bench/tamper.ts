import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { createClient } from '@libsql/client';
import { fillEvents, saltEvents } from './activity-database.ts';
import { createBenchDatabase } from './database.ts';
import { fillPeople, openForFilling } from './people-database.ts';
import type { BenchResult } from './result.ts';

const people = 20;
/** How far the record was when the older copy was made, and what came after. */
const [older, later] = [9_000, 1_000];
const secret = Buffer.alloc(32, 7).toString('base64');

/** What somebody does who can write to the database, and has no key. */
const tampering: Record<string, string[]> = {
	'nothing was done': [],
	'an entry says another address': [
		"update security_events set ip_address = '203.0.113.9' where seq = 9500"
	],
	'an entry is gone': ['delete from security_events where seq = 9500'],
	'an entry and its link are gone': [
		'delete from security_events where seq = 9500',
		'delete from record_links where seq = 9500'
	],
	'two entries are swapped': [
		'update security_events set seq = -1 where seq = 9500',
		'update security_events set seq = 9500 where seq = 9600',
		'update security_events set seq = 9600 where seq = -1'
	],
	'an entry is put in, the others moved up': [
		'update security_events set seq = -seq - 1 where seq >= 9500',
		'update security_events set seq = -seq where seq < 0',
		`insert into security_events (seq, id, user_id, type, kind, new_browser, ip_address, user_agent, salt, created_at)
		select 9500, 'forged', user_id, type, kind, new_browser, ip_address, user_agent, 'forged', created_at
		from security_events where seq = 9499`
	],
	'the end is cut off': [
		'delete from security_events where seq > 9800',
		'delete from record_links where seq > 9800',
		"update sqlite_sequence set seq = 9800 where name = 'security_events'"
	]
};

const run = promisify(execFile);

/** A script of ours over a database. @returns what it said, and how it ended. */
async function script(file: string, args: string[], url: string) {
	const env = { ...process.env, DATABASE_URL: url, AUTH_SECRET: secret, LOG_LEVEL: 'error' };
	const began = performance.now();
	const ended = await run(process.execPath, [join(import.meta.dirname, file), ...args], {
		env
	}).then(
		({ stdout }) => ({ stdout, code: 0 }),
		(error: { stdout: string; code: number }) => error
	);
	return {
		lines: ended.stdout.trim().split('\n'),
		code: ended.code,
		ms: performance.now() - began
	};
}

/**
 * Breaks a chained record of ten thousand entries in every way and has `admin record verify` look,
 * with the newest link that the log was told: what it says, and how long it takes over a whole one.
 */
export async function benchTamper(): Promise<BenchResult[]> {
	const { file, url, remove } = await createBenchDatabase(async (url) => {
		const client = await openForFilling(url);
		await fillPeople(client, people);
		client.close();
	});
	try {
		await grow(url, older, 0);
		const old = await copyOf(url, join(dirname(file), 'older.db'), []);
		await grow(url, later, 2);
		const head = await headOf(url);
		const copies: [string, string][] = [];
		for (const [index, [what, statements]] of Object.entries(tampering).entries()) {
			const copy = await copyOf(url, join(dirname(file), `copy-${index}.db`), statements);
			copies.push([what, copy]);
		}
		copies.push(['an older copy is in its place', old]);
		const found: BenchResult[] = [];
		let whole = NaN;
		for (const [what, copy] of copies) {
			const { lines, code, ms } = await script(
				'../admin.ts',
				['record', 'verify', '--head', head],
				copy
			);
			if (found.length === 0) whole = ms;
			const name = `record verify, ${what} / whole`;
			found.push({
				name,
				ratio: ms / whole,
				detail: `exit ${code} in ${ms.toFixed(0)} ms: ${short(lines)}`
			});
		}
		const missed = found.slice(1).filter(({ detail }) => !detail.startsWith('exit 1'));
		if (missed.length > 0)
			throw new Error(`Not found: ${missed.map(({ name }) => name).join('; ')}`);
		return found;
	} finally {
		remove();
	}
}

/** The first two lines and the count say enough. */
function short(lines: string[]): string {
	const breaks = lines.filter((line) => !/^(chained|newest link):/.test(line));
	return [...breaks.slice(0, 2), ...(breaks.length > 2 ? [breaks.at(-1)] : [])].join(' | ');
}

/** More entries, chained as if so many minutes had passed. */
async function grow(url: string, events: number, minutes: number): Promise<void> {
	const client = await openForFilling(url);
	await fillEvents(client, { userId: 'bench', events, people, own: events / 10 });
	await client.execute(saltEvents);
	client.close();
	const { code } = await script('chain-record.ts', [String(minutes)], url);
	if (code !== 0) throw new Error('The record was not chained.');
}

async function headOf(url: string): Promise<string> {
	const client = createClient({ url });
	const { rows } = await client.execute(
		'select seq, link from record_links order by seq desc limit 1'
	);
	client.close();
	if (!rows[0]) throw new Error('Nothing is chained.');
	return `${String(rows[0].seq)}:${String(rows[0].link)}`;
}

/** A copy of a database with which that was done. @returns its URL. */
async function copyOf(url: string, file: string, statements: string[]): Promise<string> {
	const client = createClient({ url });
	await client.execute({ sql: 'vacuum into ?', args: [file] });
	client.close();
	const copy = createClient({ url: `file:${file}` });
	for (const statement of statements) await copy.execute(statement);
	copy.close();
	return `file:${file}`;
}
