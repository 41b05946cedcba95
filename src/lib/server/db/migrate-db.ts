import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import { createClient, type Client } from '@libsql/client';
import { parseDatabaseUrl, type DatabaseTarget } from '../database-url.ts';
import { StartupError } from '../startup-error.ts';
import { applyMigrations } from './apply-migrations.ts';
import { asTryLater, isBusy } from './errors.ts';
import { answersAfter, LOOK_MS } from './examine-database.ts';
import { explainFault, type DatabaseNames } from './explain-fault.ts';
import { faultOf } from './fault.ts';
import { MIGRATIONS_FOLDER, pendingMigrations } from './migrations.ts';
import { createServerClient } from './server-client.ts';
import { within } from './write-wait.ts';

const TURN_MS = 60_000;

/**
 * Applies the missing migrations in order. Any number of processes may do so at once: on a file
 * they take turns, on a server the one that comes second finds the work done.
 * @param named what a sentence about a server calls it, where that is not DATABASE_URL.
 * @returns the names of the migrations that this call applied.
 */
export async function migrateDatabase(
	url: string,
	authToken?: string,
	folder = MIGRATIONS_FOLDER,
	named?: DatabaseNames
): Promise<string[]> {
	const target = parseDatabaseUrl(url);
	if (target.kind === 'remote') return migrateServer({ target, authToken, folder, named });
	makeDatabaseFile(target.path);
	return withTurn(`${target.url}.lock`, () =>
		// Nothing else runs in this process, so the driver itself may wait for a running server.
		withClient(createClient({ url: target.url, timeout: 10_000 }), async (client) => {
			await client.execute('PRAGMA journal_mode = WAL');
			const applied = await applyMigrations(client, folder);
			// The driver leaves the journal beside the file; afterwards the file alone is a full copy.
			await client.execute('PRAGMA wal_checkpoint(TRUNCATE)');
			return applied;
		})
	);
}

interface OnServer {
	target: Extract<DatabaseTarget, { kind: 'remote' }>;
	authToken: string | undefined;
	folder: string;
	named: DatabaseNames | undefined;
}

/**
 * Asks first, in a few seconds, what there is to do: a server that is not there, or says
 * nothing, is told of at once. What is done then may take its time.
 * @throws StartupError in words for an operator.
 */
async function migrateServer({ target, authToken, folder, named }: OnServer): Promise<string[]> {
	let canRead = false;
	const look = <T>(work: (client: Client) => Promise<T>) =>
		within(LOOK_MS, () => withClient(createServerClient(target.url, authToken), work));
	try {
		const pending = await look((client) => pendingMigrations(client, folder));
		canRead = true;
		if (pending.length === 0) return [];
		return await withClient(createClient({ url: target.url, authToken }), (client) =>
			applyMigrations(client, folder)
		);
	} catch (error) {
		if (!faultOf(error) && !asTryLater(error)) throw error;
		const stillReads = canRead && (await look((client) => answersAfter(error, client)));
		const known = { hasToken: Boolean(authToken), canRead, stillReads, named };
		throw new StartupError(explainFault(error, target, known));
	}
}

/**
 * Makes the file, and its folder, when it is not there: for its owner alone, which SQLite carries
 * over to the journal.
 */
export function makeDatabaseFile(path: string): void {
	mkdirSync(dirname(path), { recursive: true });
	closeSync(openSync(path, 'a', 0o600));
}

/** Runs `work` while holding the write lock of a database of its own: one process at a time. */
async function withTurn<T>(lockUrl: string, work: () => Promise<T>): Promise<T> {
	return withClient(createClient({ url: lockUrl, timeout: 0 }), async (lock) => {
		const deadline = Date.now() + TURN_MS;
		for (;;) {
			try {
				const turn = await lock.transaction('write');
				return await work().finally(() => turn.close());
			} catch (error) {
				if (!isBusy(error) || Date.now() > deadline) throw error;
				await lock.reconnect();
				await new Promise((resolve) => setTimeout(resolve, 50 + Math.random() * 50));
			}
		}
	});
}

async function withClient<T>(client: Client, work: (client: Client) => Promise<T>): Promise<T> {
	try {
		return await work(client);
	} finally {
		client.close();
	}
}
