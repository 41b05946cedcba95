import { drizzle } from 'drizzle-orm/libsql';
import { parseDatabaseUrl } from '../database-url.ts';
import { deferWrites } from './deferred-writes.ts';
import { openFile } from './file-client.ts';
import { insideTransaction } from './open-transaction.ts';
import { repeatTransaction } from './repeat-transaction.ts';
import { createServerClient } from './server-client.ts';

/**
 * Opens the database. A file: WAL journal, foreign keys on, `synchronous=FULL`, every write by one
 * thread. On a server a transaction's work may run more than once: it does nothing but SQL.
 * @param url as {@link parseDatabaseUrl} takes it; `authToken` is for remote servers.
 */
export function createDb(url: string, authToken?: string) {
	const target = parseDatabaseUrl(url);
	const isFile = target.kind === 'file';
	const client = isFile ? openFile(target) : createServerClient(target.url, authToken);
	const db = drizzle(deferWrites(client));
	const transaction = db.transaction.bind(db);
	type Transaction = Parameters<Parameters<typeof transaction>[0]>[0];
	db.transaction = <T>(work: (tx: Transaction) => Promise<T>) => {
		const attempt = () =>
			keepingFirstError<T>((first) =>
				transaction((tx) => first(() => insideTransaction(() => work(tx))))
			);
		return isFile ? attempt() : repeatTransaction(attempt);
	};
	return db;
}

/** Drizzle waits for its ROLLBACK before it throws; where that fails, its error hides what happened. */
async function keepingFirstError<T>(
	run: (first: (work: () => Promise<T>) => Promise<T>) => Promise<T>
): Promise<T> {
	let failure: { error: unknown } | undefined;
	const first = async (work: () => Promise<T>) => {
		try {
			return await work();
		} catch (error) {
			failure = { error };
			throw error;
		}
	};
	return run(first).catch((error: unknown) => {
		throw failure ? failure.error : error;
	});
}

type Db = ReturnType<typeof createDb>;
/** The database, or a transaction of it: what an operation may run on. */
export type Executor = Db | Parameters<Parameters<Db['transaction']>[0]>[0];
