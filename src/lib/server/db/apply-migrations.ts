import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client, InStatement } from '@libsql/client';
import {
	changedMigrations,
	makeMigrationsTable,
	MIGRATIONS_FOLDER,
	MIGRATIONS_TABLE,
	missingMigrations,
	readMigrations,
	type Migration
} from './migrations.ts';

/** What drizzle-kit writes between two statements. */
const BREAKPOINT = '--> statement-breakpoint';

/**
 * Applies what the database lacks, by hash and in the journal's order, all in one transaction. Drizzle's
 * own migrator goes by time, and passes over a migration that is older than the last one applied.
 * @returns the names of the migrations that this call applied.
 */
export async function applyMigrations(
	client: Client,
	folder = MIGRATIONS_FOLDER
): Promise<string[]> {
	const missing = await missingMigrations(client, folder);
	if (missing.length === 0) return [];
	refuseSame(folder);
	await refuseChanged(client, folder);
	await makeMigrationsTable(client);
	try {
		// Without foreign keys, as a migration that makes a table anew needs it.
		await client.migrate(missing.flatMap((migration) => statementsOf(migration, folder)));
	} catch (error) {
		// Another process was first: on a server nothing makes processes take turns.
		const left = await missingMigrations(client, folder);
		if (left.length < missing.length) return applyMigrations(client, folder);
		throw error;
	}
	return missing.map(({ tag }) => tag);
}

/** By hash two of the same text are one: the second would never be applied. */
function refuseSame(folder: string): void {
	const byHash = Map.groupBy(readMigrations(folder), ({ hash }) => hash);
	const same = [...byHash.values()].find((migrations) => migrations.length > 1);
	if (!same) return;
	const names = same.map(({ tag }) => tag).join(' and ');
	throw new Error(`${names} have the same text, and count as one. Nothing is applied: change one.`);
}

/** A file that was edited has a hash that nobody knows. What it did before must not be done again. */
async function refuseChanged(client: Client, folder: string): Promise<void> {
	const changed = await changedMigrations(client, folder);
	if (changed.length === 0) return;
	throw new Error(
		`The database has ${changed.join(', ')} with another text: the file was changed after it was applied. ` +
			'Nothing is applied. Put the file back as it was, and what is to change into a new migration.'
	);
}

/**
 * The record comes first, and fails where there is one already (a hash cannot be null): whoever comes
 * second leaves nothing, and repeats nothing.
 */
function statementsOf({ tag, when, hash }: Migration, folder: string): InStatement[] {
	const known = `exists (select 1 from ${MIGRATIONS_TABLE} where hash = ?)`;
	const record = {
		sql: `insert into ${MIGRATIONS_TABLE} (hash, created_at) select iif(${known}, null, ?), ?`,
		args: [hash, hash, when]
	};
	return [record, ...readFileSync(join(folder, `${tag}.sql`), 'utf8').split(BREAKPOINT)];
}
