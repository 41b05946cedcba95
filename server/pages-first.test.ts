import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

/** Prints the threads of a process by name, each with its nice value, after `putPagesFirst`. */
const program = `
	import { readdirSync, readFileSync } from 'node:fs';
	import { putPagesFirst } from ${JSON.stringify(join(import.meta.dirname, 'pages-first.ts'))};
	await putPagesFirst();
	const threads = process.platform === 'linux' ? readdirSync('/proc/self/task') : [];
	console.log(JSON.stringify(threads.map((id) => {
		const of = (file) => readFileSync('/proc/self/task/' + id + '/' + file, 'utf8');
		return [of('comm').trim(), Number(of('stat').split(') ')[1].split(' ')[16])];
	})));`;

test('the pool gives way to the thread that answers, and nothing else does', async () => {
	const { stdout } = await promisify(execFile)(
		process.execPath,
		['--no-warnings', '--input-type=module', '--eval', program],
		{ env: { ...process.env, UV_THREADPOOL_SIZE: '4' } }
	);
	const threads = JSON.parse(stdout) as [name: string, nice: number][];
	const isPool = ([name]: [string, number]) => name === 'libuv-worker';
	const pool = process.platform === 'linux' ? 4 : 0;
	expect(threads.filter(isPool).map(([, nice]) => nice)).toEqual(Array(pool).fill(10));
	expect(threads.filter((one) => !isPool(one)).every(([, nice]) => nice === 0)).toBe(true);
});
