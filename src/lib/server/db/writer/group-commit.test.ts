import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import Database from 'libsql';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openConnection } from './connection';
import { createGroupCommit } from './group-commit';
import { createDialogue, createWrite } from './members';
import type { Answer, Step } from './messages';

const path = join(tmpdir(), `group-${crypto.randomUUID()}.db`);
/** Of 4 KB: few more than the empty table has. */
const pages = 12;

let answers: Record<number, string>;
let asked: number;
let group: ReturnType<typeof createGroupCommit>;
let reader: Database.Database;
let idle: () => void;

beforeEach(() => {
	for (const suffix of ['', '-wal', '-shm']) rmSync(path + suffix, { force: true });
	reader = new Database(path);
	reader.exec(`
		create table things (size integer, data blob);
		create table parents (id integer primary key);
		create table notes (parent references parents (id) deferrable initially deferred);`);
	answers = {};
	asked = 0;
	idle = () => {};
	group = createGroupCommit(
		() => {
			const connection = openConnection(path);
			connection.run(`pragma max_page_count = ${pages}`);
			return connection;
		},
		() => idle()
	);
});
afterEach(() => {
	vi.useRealTimers();
	group.drop();
	reader.close();
});

const reply = (answer: Answer) => {
	answers[answer.id] = 'results' in answer ? 'done' : nameOf(answer.failure);
};
const nameOf = (failure: { kind: string; code?: string }) => failure.code ?? failure.kind;
/** A thing that takes so many bytes, or any statement. */
const statement = (what: number | string) =>
	typeof what === 'string'
		? { sql: what, args: [] }
		: { sql: 'insert into things values (?, zeroblob(?))', args: [what, what] };
const sizes = () => {
	const rows = reader.prepare('select size from things order by rowid').raw(true).all([]);
	return (rows as number[][]).flat();
};
const settled = () =>
	new Promise<void>((resolve) => {
		idle = resolve;
		group.settle();
	});

function write(what: number | string): void {
	const request = { id: ++asked, type: 'write', within: 5_000 } as const;
	group.add(createWrite({ ...request, statements: [statement(what)] }, reply));
}

/** A transaction that asks for all its steps without waiting for the answers. */
function dialogue(...steps: (number | string)[]): void {
	const id = ++asked;
	const member = createDialogue({ id, type: 'begin', within: 5_000 }, reply, () => {});
	for (const step of steps) {
		const sent: Step =
			step === 'rollback'
				? { type: step, transaction: id }
				: step === 'commit'
					? { type: step, transaction: id, statements: [] }
					: { type: 'step', transaction: id, statements: [statement(step)] };
		member.receive({ ...sent, id: ++asked });
	}
	group.add(member);
}

it('fails only who needs more than the disk has, and not who shared a commit with them', async () => {
	write(1);
	write(100_000);
	dialogue(2, 'commit');
	write(3);
	await settled();
	expect(answers).toEqual({
		1: 'done',
		2: 'SQLITE_FULL',
		3: 'done',
		4: 'done',
		5: 'done',
		6: 'done'
	});
	expect(sizes()).toEqual([1, 2, 3]);
});

it('ends a transaction alone that fills the disk in its second step', async () => {
	write(1);
	dialogue(2, 100_000, 'rollback');
	write(3);
	await settled();
	expect(answers[4]).toBe('SQLITE_FULL');
	expect(answers[6]).toBe('done');
	expect(sizes()).toEqual([1, 3]);
});

it('gives up a transaction that has decided by what never came to be', async () => {
	write('insert into notes values (99)');
	dialogue(
		'insert into things values ((select count(*) from notes), null) returning size',
		'commit'
	);
	dialogue('insert into things values (7, null)', 'commit');
	await settled();
	expect(answers).toMatchObject({
		1: 'SQLITE_CONSTRAINT_FOREIGNKEY',
		3: 'done',
		4: 'busy',
		7: 'done'
	});
	expect(sizes()).toEqual([7]);
});

it('takes a transaction back that is silent for five seconds, and goes on', async () => {
	vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
	write(1);
	dialogue(2);
	write(3);
	await vi.waitUntil(() => answers[3]);
	expect(answers[1]).toBeUndefined();
	vi.advanceTimersByTime(5_100);
	await settled();
	expect(answers).toMatchObject({ 1: 'done', 4: 'done' });
	expect(sizes()).toEqual([1, 3]);
});
