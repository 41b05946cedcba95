import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { KeptMigration } from './lib/join-migrations.ts';
import { migrationsOf, writeMigrations } from './lib/migration-files.ts';
import { runCommand } from './lib/run-command.ts';
import { writeJournalAnew } from './lib/write-journal-anew.ts';

/** A repository in which a fork made two migrations while the version made two others. */
mkdirSync('.svelte-kit', { recursive: true });
const root = mkdtempSync(resolve('.svelte-kit', 'journal-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

function git(...args: string[]): string {
	const known = ['-c', 'user.name=a', '-c', 'user.email=a@example.com', '-c', 'core.editor=true'];
	return execFileSync('git', [...known, ...args], { cwd: root, stdio: 'pipe', encoding: 'utf8' });
}
const commit = (message: string) => {
	git('add', '--all', 'migrations');
	git('commit', '-qm', message);
};

const column = (name: string, type: string, isKey = false) => ({
	name,
	type,
	primaryKey: isKey,
	notNull: isKey,
	autoincrement: false
});

/** A migration of the fork's, after another, by what it makes of a table. */
function next({ line, snapshot }: KeptMigration, name: string, sql: string, columns: object) {
	const idx = line.idx + 1;
	const tag = `${String(idx).padStart(4, '0')}_${name}`;
	const parts = { indexes: {}, foreignKeys: {}, compositePrimaryKeys: {} };
	const lamps = { name: 'lamps', columns, ...parts, uniqueConstraints: {}, checkConstraints: {} };
	const tables = { ...(snapshot.tables as object), lamps };
	const after = { ...snapshot, tables, id: crypto.randomUUID(), prevId: snapshot.id };
	return { line: { ...line, idx, tag, when: line.when + 1 }, sql, snapshot: after };
}

let ours: string[] = [];
let theirs: string[] = [];
const make = 'CREATE TABLE `lamps` (\n\t`id` text PRIMARY KEY NOT NULL\n);\n';
const widen = 'ALTER TABLE `lamps` ADD `height` integer;';

beforeAll(() => {
	cpSync('migrations', join(root, 'migrations'), { recursive: true });
	git('init', '-q', '-b', 'version');
	commit('everything');
	const all = migrationsOf(root, 'HEAD');
	ours = all.map(({ line }) => line.tag);
	const before = all.slice(0, -2);
	const last = before.at(-1);
	if (!last) throw new Error('There are too few migrations to go back by two.');
	git('update-ref', '-d', 'HEAD');
	writeMigrations(root, before);
	commit('before');

	git('checkout', '-qb', 'fork');
	const id = column('id', 'text', true);
	const first = next(last, 'lamps', make, { id });
	writeMigrations(root, [...before, first]);
	commit('lamps');
	const second = next(first, 'wide_lamps', widen, { id, height: column('height', 'integer') });
	writeMigrations(root, [...before, first, second]);
	commit('wide lamps');

	git('checkout', '-q', 'version');
	writeMigrations(root, all);
	commit('after');
	const number = (index: number) => String(ours.length + index).padStart(4, '0');
	theirs = [`${number(0)}_lamps`, `${number(1)}_wide_lamps`];
});

beforeEach(() => {
	git('checkout', '-qf', '-B', 'tried', 'fork');
});

function lookAt(commit: string) {
	const migrations = migrationsOf(root, commit);
	const chain = migrations.slice(1).map(({ snapshot }) => snapshot.prevId);
	expect(migrations.map(({ line }) => line.tag)).toEqual([...ours, ...theirs]);
	expect(migrations.map(({ line }) => line.idx)).toEqual(migrations.map((_, index) => index));
	expect(chain).toEqual(migrations.slice(0, -1).map(({ snapshot }) => snapshot.id));
	expect(migrations.slice(-2).map(({ sql }) => sql)).toEqual([make, widen]);
	expect(git('status', '--porcelain')).toBe('');
}

it('puts what a fork has after what a version has in a merge, and nothing is left to generate', async () => {
	expect(() => git('merge', 'version')).toThrow();
	expect(writeJournalAnew(root)).toEqual(theirs);
	commit('the version');
	lookAt('HEAD');

	const schema = join(root, 'schema.ts');
	writeFileSync(
		schema,
		`export * from '${resolve('src/lib/server/db/schemas/index.ts')}';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
export const lamps = sqliteTable('lamps', { id: text().primaryKey(), height: integer() });`
	);
	const out = `./${relative('.', join(root, 'migrations'))}`;
	const options = ['--dialect', 'turso', '--schema', schema, '--out', out];
	expect(await runCommand('drizzle-kit', ['generate', ...options], { quiet: true })).toBe(0);
	rmSync(schema);
	lookAt('HEAD');
});

it('does it in each step of a rebase', () => {
	expect(() => git('rebase', 'version')).toThrow();
	expect(writeJournalAnew(root)).toEqual(theirs.slice(0, 1));
	git('add', '--all', 'migrations');
	expect(() => git('rebase', '--continue')).toThrow();
	expect(writeJournalAnew(root)).toEqual(theirs.slice(1));
	git('add', '--all', 'migrations');
	git('rebase', '--continue');
	lookAt('HEAD');
});

it('does it after a merge whose version is said, and asks for one where nothing is merged', () => {
	expect(() => writeJournalAnew(root)).toThrow('Nothing is being merged');
	git('merge', '-q', '-s', 'ours', '-m', 'the version', 'version');
	expect(writeJournalAnew(root, 'version')).toEqual(theirs);
	commit('the journal');
	lookAt('HEAD');
	expect(readFileSync(join(root, 'migrations', `${theirs[1]}.sql`), 'utf8')).toBe(widen);
});
