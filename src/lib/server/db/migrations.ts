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
	return (await missingMigrations(client, folder)).map(({ tag }) => tag);
}

/** The same, with what is recorded of each. */
export async function missingMigrations(
	client: Pick<Client, 'execute'>,
	folder = MIGRATIONS_FOLDER
): Promise<Migration[]> {
	const applied = await appliedHashes(client);
	return readMigrations(folder).filter(({ hash }) => !applied.has(hash));
}

/** The missing ones whose time is recorded with a hash that `folder` has not: their text was changed. */
export async function changedMigrations(
	client: Pick<Client, 'execute'>,
	folder = MIGRATIONS_FOLDER
): Promise<string[]> {
	const migrations = readMigrations(folder);
	const known = new Set(migrations.map(({ hash }) => hash));
	const applied = await readApplied(client);
	const hashes = new Set(applied.map(({ hash }) => hash));
	const others = new Set(applied.filter(({ hash }) => !known.has(hash)).map(({ when }) => when));
	return migrations
		.filter(({ hash, when }) => !hashes.has(hash) && others.has(when))
		.map(({ tag }) => tag);
}

/** The table in which Drizzle records what it has applied, as its own migrator makes it. */
export async function makeMigrationsTable(client: Pick<Client, 'execute'>): Promise<void> {
	await client.execute(
		`create table if not exists ${MIGRATIONS_TABLE} (id SERIAL PRIMARY KEY, hash text NOT NULL, created_at numeric)`
	);
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
	return new Set((await readApplied(client)).map(({ hash }) => hash));
}

async function readApplied(client: Pick<Client, 'execute'>): Promise<Omit<Migration, 'tag'>[]> {
	const known = await client.execute({
		sql: "select 1 from sqlite_master where type = 'table' and name = ?",
		args: [MIGRATIONS_TABLE]
	});
	if (known.rows.length === 0) return [];
	const { rows } = await client.execute(`select hash, created_at from ${MIGRATIONS_TABLE}`);
	return rows.map((row) => ({ hash: String(row.hash), when: Number(row.created_at) }));
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
	await makeMigrationsTable(client);
	for (const { hash, when } of await missingMigrations(client, folder)) {
		await client.execute({
			sql: `insert into ${MIGRATIONS_TABLE} (hash, created_at) values (?, ?)`,
			args: [hash, when]
		});
	}
}
