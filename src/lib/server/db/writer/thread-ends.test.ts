import { rm, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openWriter } from './open-writer';

const threads: Worker[] = [];
vi.mock('node:worker_threads', async (original) => {
	const real = await original<typeof import('node:worker_threads')>();
	return {
		...real,
		Worker: class extends real.Worker {
			constructor(...args: ConstructorParameters<typeof real.Worker>) {
				super(...args);
				threads.push(this);
			}
		}
	};
});

let folder: string;
let writer: ReturnType<typeof openWriter>;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'writer-'));
	writer = openWriter(join(folder, 'a.db'));
	threads.length = 0;
});
afterEach(async () => {
	writer.close();
	await Promise.all(threads.map((thread) => thread.terminate()));
	await rm(folder, { recursive: true });
});

const write = (sql: string) =>
	writer.ask({ type: 'write', within: 4_000, statements: [{ sql, args: [] }] }).answer;
const step = (transaction: number, sql: string) =>
	writer.ask({ type: 'step', transaction, statements: [{ sql, args: [] }] }).answer;

it('ends no transaction of a new thread by the end of one of the thread before', async () => {
	await write('create table t (x)');
	const old = writer.ask({ type: 'begin', within: 4_000 });
	await old.answer;
	await threads[0]!.terminate();

	// As many questions as before, so that one has the number of the transaction that was cut off.
	await write('select 1');
	const other = writer.ask({ type: 'begin', within: 4_000 });
	await other.answer;
	expect(await step(other.id, 'insert into t values (1)')).toHaveProperty('results');
	// What Drizzle does with the transaction that failed, in the same turn as the other's commit.
	void writer.ask({ type: 'rollback', transaction: old.id });
	const committed = await writer.ask({ type: 'commit', transaction: other.id, statements: [] })
		.answer;
	expect(committed).toHaveProperty('results');
	expect(await write('select count(*) as n from t')).toMatchObject({ results: [{ rows: [[1]] }] });
});

it('keeps the thread that took the place of one that failed', async () => {
	await write('create table t (x)');
	const open = writer.ask({ type: 'begin', within: 4_000 });
	await open.answer;
	const waiting = step(open.id, 'select 1').then(() => step(open.id, 'select 2'));
	await waiting;
	const cut = writer.ask({ type: 'begin', within: 4_000 }).answer;
	// An error that nobody in the thread caught: out of memory, for example.
	threads[0]!.emit('error', new Error('out of memory'));
	expect(await cut).toMatchObject({ failure: { kind: 'thread' } });
	// Whoever has been refused comes again, before the thread has quite ended.
	const again = writer.ask({ type: 'begin', within: 4_000 });
	await threads[0]!.terminate();
	await again.answer;
	await step(again.id, 'insert into t values (1)');
	expect(threads).toHaveLength(2);
});
