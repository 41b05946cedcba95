import { createClient, type Client } from '@libsql/client';
import { drizzle } from 'drizzle-orm/libsql';
import { StartupError } from '../startup-error.ts';
import { parseDatabaseUrl } from '../database-url.ts';
import { deferWrites } from './deferred-writes.ts';
import { keepStatements } from './kept-statements.ts';
import { createQueuedClient, insideTransaction } from './queued-client.ts';

/** Milliseconds the driver may block the process for a lock; the write queue waits without blocking. */
const BUSY_TIMEOUT_MS = 25;

/**
 * Opens the database: WAL journal, foreign keys on, `synchronous=FULL`, every write through one queue.
 * @param url as {@link parseDatabaseUrl} takes it; `authToken` is for remote servers.
 */
export function createDb(url: string, authToken?: string) {
	const target = parseDatabaseUrl(url);
	const client = target.kind === 'file' ? openFile(target) : openRemote(target.url, authToken);
	const db = drizzle(deferWrites(client));
	const transaction = db.transaction.bind(db);
	db.transaction = (work, config) => transaction((tx) => insideTransaction(() => work(tx)), config);
	return db;
}

/** Foreign keys and `synchronous=FULL` are this driver's defaults on every connection (tested). */
function openFile({ url, path }: { url: string; path: string }): Client {
	const open = (concurrency?: number) => {
		try {
			return createClient({ url, concurrency, timeout: BUSY_TIMEOUT_MS });
		} catch (error) {
			throw new StartupError(`DATABASE_URL: ${path} cannot be opened`, error);
		}
	};
	const reader = keepStatements(open(), path, BUSY_TIMEOUT_MS);
	const client = createQueuedClient(reader, open(1));
	// Kept in the file: changes something only the first time a database is opened.
	client.executeMultiple('PRAGMA journal_mode = WAL').catch(() => undefined);
	return client;
}

function openRemote(url: string, authToken?: string): Client {
	const client = createClient({ url, authToken });
	return createQueuedClient(client, client);
}

type Db = ReturnType<typeof createDb>;
/** The database, or a transaction of it: what an operation may run on. */
export type Executor = Db | Parameters<Parameters<Db['transaction']>[0]>[0];
