import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LibsqlBatchError, type Client, type InStatement } from '@libsql/client';
import { StartupError } from '../startup-error.ts';
import { causes, faultOf } from './fault.ts';
import {
	changedMigrations,
	makeMigrationsTable,
	MIGRATIONS_FOLDER,
	MIGRATIONS_TABLE,
	missingMigrations,
	readMigrations,
	unknownMigrations,
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
	const work = missing.flatMap((migration) =>
		statementsOf(migration, folder).map((statement) => ({ tag: migration.tag, statement }))
	);
	try {
		// Without foreign keys, as a migration that makes a table anew needs it.
		await client.migrate(work.map(({ statement }) => statement));
	} catch (error) {
		// Another process was first: on a server nothing makes processes take turns.
		const left = await missingMigrations(client, folder);
		if (left.length < missing.length) return applyMigrations(client, folder);
		const tag = error instanceof LibsqlBatchError && work[error.statementIndex]?.tag;
		if (!tag || !isOfSchema(error)) throw error;
		throw new StartupError(await explainRefusal(tag, error, client, folder));
	}
	return missing.map(({ tag }) => tag);
}

/** Whether the database refused a statement for what is in it, and not for what is wrong around it. */
function isOfSchema(error: unknown): boolean {
	const kind = faultOf(error)?.kind ?? 'sql';
	return ['sql', 'unique', 'foreign-key', 'not-null', 'constraint'].includes(kind);
}

/** Which migration the database refuses and why, in sentences for whoever wrote it. */
async function explainRefusal(tag: string, error: Error, client: Client, folder: string) {
	const reason = [...causes(error)].at(-1)?.message;
	const refusal = `${tag} cannot be applied: ${reason}. Nothing is applied.`;
	const unknown = await unknownMigrations(client, folder);
	if (unknown === 0) return refusal;
	return (
		`${refusal} The database has ${unknown} migration(s) that migrations/ has not: where you took one ` +
		'back after it was applied, npx -y pnpm@12 db:push brings a file on this machine to your models.'
	);
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
