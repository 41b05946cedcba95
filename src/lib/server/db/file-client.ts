import {
	createClient,
	LibsqlError,
	type Client,
	type InArgs,
	type InStatement
} from '@libsql/client';
import { StartupError } from '../startup-error.ts';
import { plainStatement, resultSets } from './file-statements.ts';
import { createTransaction } from './file-transaction.ts';
import { keepStatements } from './kept-statements.ts';
import { isRead, refuseInsideTransaction } from './open-transaction.ts';
import { beginWait } from './write-wait.ts';
import { openWriter, type Asked } from './writer/open-writer.ts';
import type { Begun, Statement } from './writer/messages.ts';

/** Milliseconds a lock may block the process when it reads. */
const BUSY_TIMEOUT_MS = 25;

/** What shares a commit with others; all else is not for transactions, or begins one itself. */
const isChange = /^\s*(?:insert|update|delete|replace|with)\b/i;

/**
 * The driver's client for a file. It reads here and now; what it writes, single statements and
 * transactions alike, goes to a thread that writes one after the other and commits for all who wait.
 * @param target as `parseDatabaseUrl` returns it.
 */
export function openFile({ url, path }: { url: string; path: string }): Client {
	const driver = openDriver(url, path);
	// Kept in the file: changes something only the first time a database is opened. Where somebody has
	// locked it, the writer does it; a connection that has met a lock is of no more use.
	driver.execute('PRAGMA journal_mode = WAL').catch(() => driver.reconnect());
	const reader = keepStatements(driver, path, BUSY_TIMEOUT_MS);
	const writer = openWriter(path);
	let closed = false;

	/** Asks for something that may wait its time, and no longer. */
	function begin(request: Begun): Asked {
		if (closed) throw new LibsqlError('The client is closed', 'CLIENT_CLOSED');
		refuseInsideTransaction();
		const wait = beginWait(undefined, request.type === 'begin' ? 'begin' : 'write');
		const asked = writer.ask({ ...request, within: wait.deadline - performance.now() });
		void asked.answer.then(wait.end);
		return asked;
	}

	async function write(type: 'write' | 'outside', statements: Statement[], isBatch = false) {
		return resultSets(await begin({ type, statements }).answer, isBatch);
	}

	return {
		async execute(statement: InStatement, args?: InArgs) {
			const full = typeof statement === 'string' ? { sql: statement, args: args ?? [] } : statement;
			if (isRead(full)) return reader.execute(full);
			const type = isChange.test(full.sql) ? 'write' : 'outside';
			const [result] = await write(type, [plainStatement(full)]);
			return result!;
		},
		batch: async (statements) => write('write', statements.map(plainStatement), true),
		async migrate(statements) {
			const changes = ['BEGIN', ...statements, 'COMMIT'].map(plainStatement);
			// After a failure the writer takes a new connection, which has foreign keys on again.
			const off = plainStatement('PRAGMA foreign_keys = off');
			const on = plainStatement('PRAGMA foreign_keys = on');
			const results = await write('outside', [off, ...changes, on], true);
			return results.slice(2, -2);
		},
		executeMultiple: async (script) => void (await write('outside', [{ script }])),
		transaction: async () => createTransaction(begin({ type: 'begin' }).id, writer.ask),
		sync: () => Promise.resolve(undefined),
		async reconnect() {
			writer.close();
			closed = false;
			await reader.reconnect();
		},
		close() {
			closed = true;
			writer.close();
			reader.close();
		},
		get closed() {
			return closed;
		},
		protocol: 'file'
	} satisfies Client;
}

function openDriver(url: string, path: string): Client {
	try {
		return createClient({ url, timeout: BUSY_TIMEOUT_MS });
	} catch (error) {
		throw new StartupError(`DATABASE_URL: ${path} cannot be opened`, error);
	}
}
