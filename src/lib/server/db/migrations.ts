import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Client } from '@libsql/client';

/** The name and time of a migration as drizzle-kit's journal has them, and its file's hash. */
export interface Migration {
	tag: string;
	when: number;
	hash: string;
}

interface Journal {
	entries: { tag: string; when: number }[];
}

/** The table in which Drizzle records what it has applied. */
export const MIGRATIONS_TABLE = '__drizzle_migrations';
/** In the project's root: above this file and above a build, wherever the process was started. */
export const MIGRATIONS_FOLDER = findMigrations(import.meta.dirname);

function findMigrations(from: string): string {
	const folder = join(from, 'migrations');
	if (existsSync(join(folder, 'meta'))) return folder;
	return dirname(from) === from ? 'migrations' : findMigrations(dirname(from));
}

/** The migrations of this version of the code, in order. */
export function readMigrations(folder = MIGRATIONS_FOLDER): Migration[] {
	const journal: Journal = JSON.parse(readFileSync(join(folder, 'meta/_journal.json'), 'utf8'));
	return journal.entries.map(({ tag, when }) => {
		const sql = readFileSync(join(folder, `${tag}.sql`));
		return { tag, when, hash: createHash('sha256').update(sql).digest('hex') };
	});
}

/** The migrations of `folder` that the database lacks, by name. An empty database lacks all. */
export async function pendingMigrations(
	client: Pick<Client, 'execute'>,
	folder = MIGRATIONS_FOLDER
): Promise<string[]> {
	const applied = await appliedHashes(client);
	return readMigrations(folder)
		.filter(({ hash }) => !applied.has(hash))
		.map(({ tag }) => tag);
}

/** How many migrations the database has that `folder` has not: those of a newer version. */
export async function unknownMigrations(
	client: Pick<Client, 'execute'>,
	folder = MIGRATIONS_FOLDER
): Promise<number> {
	const known = new Set(readMigrations(folder).map(({ hash }) => hash));
	return (await appliedHashes(client)).difference(known).size;
}

async function appliedHashes(client: Pick<Client, 'execute'>): Promise<Set<string>> {
	const known = await client.execute({
		sql: "select 1 from sqlite_master where type = 'table' and name = ?",
		args: [MIGRATIONS_TABLE]
	});
	if (known.rows.length === 0) return new Set();
	const { rows } = await client.execute(`select hash from ${MIGRATIONS_TABLE}`);
	return new Set(rows.map((row) => String(row.hash)));
}

/**
 * Proves that the database would take a write, by one that changes nothing: it passes all that others
 * pass, finds what may not be written, and leaves nothing in the journal.
 */
export async function proveWrite(client: Pick<Client, 'execute'>): Promise<void> {
	await client.execute(`delete from ${MIGRATIONS_TABLE} where 0`);
}

/** Records every migration as applied, for a database that got the schema in another way. */
export async function recordMigrations(
	client: Pick<Client, 'execute'>,
	folder = MIGRATIONS_FOLDER
): Promise<void> {
	// As Drizzle's own migrator makes it.
	await client.execute(
		`create table if not exists ${MIGRATIONS_TABLE} (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric)`
	);
	const applied = await appliedHashes(client);
	for (const { hash, when } of readMigrations(folder)) {
		if (applied.has(hash)) continue;
		await client.execute({
			sql: `insert into ${MIGRATIONS_TABLE} (hash, created_at) values (?, ?)`,
			args: [hash, when]
		});
	}
}
