import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBenchDatabase } from './database.ts';
import { fillPeople, openForFilling, personEmail } from './people-database.ts';
import { median, type BenchResult } from './result.ts';

const few = 1_000;
/** A page is full in both. */
const page = 50;

type Search = { query?: string; after?: string };

/**
 * What is looked for, in a database of so many people. Each text is found in one way alone, and the
 * deep pages begin in the middle of what it finds.
 */
function searches(people: number): Record<string, Search> {
	const middle = { after: personEmail(Number(`5${'3'.repeat(String(people).length - 2)}`)) };
	const ways = { address: 'person5', username: 'handle5', name: 'person 5' };
	return {
		'list, first page': {},
		'list, a page in the middle': middle,
		...Object.fromEntries(
			Object.entries(ways).flatMap(([way, query]) => [
				[`search by ${way}, first page`, { query }],
				[`search by ${way}, a page in the middle`, { query, ...middle }]
			])
		),
		'search of one address': { query: personEmail(5) },
		'search that finds nobody': { query: 'nobody has this' }
	};
}

/** The list of people and each way to search it, with a million of them over a thousand, in turns. */
export async function benchPeopleList(quick: boolean): Promise<BenchResult[]> {
	const many = quick ? 50_000 : 1_000_000;
	const rounds = quick ? 200 : 500;
	const [small, large] = [await open(few), await open(many)];
	try {
		const found: BenchResult[] = [];
		const asked = searches(many);
		for (const [name, search] of Object.entries(searches(few))) {
			const times: [number[], number[]] = [[], []];
			for (let round = -20; round < rounds; round += 1) {
				const ms = [await small.look(search), await large.look(asked[name]!)] as const;
				if (round >= 0) ms.forEach((one, index) => times[index]!.push(one));
			}
			const [fewMs, manyMs] = [median(times[0]), median(times[1])];
			const detail = `${manyMs.toFixed(2)} of ${fewMs.toFixed(2)} ms`;
			const title = `${name}, ${many} people / ${few}`;
			found.push({ name: title, ratio: manyMs / fewMs, detail, target: '≤ 1.2' });
		}
		return found;
	} finally {
		small.close();
		large.close();
	}
}

/** The operation, in a process of its own over a database of so many. */
async function open(people: number) {
	const file = await peopleFile(people);
	const child = fork(join(import.meta.dirname, 'people-operation.ts'), {
		env: { ...process.env, DATABASE_URL: `file:${file}`, LOG_LEVEL: 'error' }
	});
	await once(child, 'message');
	return {
		async look(search: Search): Promise<number> {
			child.send(search);
			const [answer] = (await once(child, 'message')) as [{ ms: number; found: number }];
			const expected = search.query?.includes('@')
				? 1
				: search.query?.includes('nobody')
					? 0
					: page;
			if (answer.found !== expected)
				throw new Error(`${JSON.stringify(search)} found ${answer.found} people.`);
			return answer.ms;
		},
		close: () => child.disconnect()
	};
}

/** A database of so many people, made once and kept until there is another migration. */
async function peopleFile(people: number): Promise<string> {
	const journal = readFileSync('migrations/meta/_journal.json');
	const version = createHash('sha256').update(journal).digest('hex').slice(0, 12);
	const file = join(tmpdir(), `porchlight-bench-people-${people}-${version}.db`);
	if (existsSync(file)) return file;
	const draft = await createBenchDatabase(async (url) => {
		const client = await openForFilling(url);
		await fillPeople(client, people);
		await client.execute(`update profiles set username = 'handle' || substr(user_id, 8),
			username_key = 'handle' || substr(user_id, 8) where user_id <> 'bench'`);
		await client.execute('pragma wal_checkpoint(truncate)');
		client.close();
	});
	renameSync(draft.file, file);
	draft.remove();
	return file;
}
