import { setTimeout as sleep } from 'node:timers/promises';
import {
	createClient,
	type Client,
	type InArgs,
	type InStatement,
	type TransactionMode
} from '@libsql/client';
import { CommitUnknownError, DatabaseLateError, isUnsent } from './errors.ts';
import { faultOf } from './fault.ts';
import { isRead, refuseInsideTransaction } from './open-transaction.ts';
import { inTime, readWhatLies } from './server-call.ts';
import { keepConnection } from './server-connection.ts';
import { createServerFetch } from './server-fetch.ts';
import { guardTransaction } from './server-transaction.ts';
import { wellFormed } from './well-formed.ts';
import { beginWait } from './write-wait.ts';

/** Milliseconds that a request may wait for the server in all. */
const READ_MS = 4_800;
/** The rest is for the page that says that a write was not taken, with what was typed. */
const WRITE_MS = 4_000;

const RETRY_MS = 50;
const RETRY_MAX_MS = 400;

/**
 * A moment until the next attempt, not the same for all who failed together, and a longer one each
 * time: a server that has too much to do is not helped by being asked more often.
 */
export function pause(attempts: number): Promise<void> {
	const least = Math.min(RETRY_MS * 2 ** attempts, RETRY_MAX_MS);
	return sleep(least + Math.random() * least);
}

/** What is thrown of a write that had no answer: it may be kept, unless it never left. */
function asUnknown(error: unknown): unknown {
	const hadNoAnswer = error instanceof DatabaseLateError || faultOf(error)?.kind === 'lost';
	return hadNoAnswer && !isUnsent(error) ? new CommitUnknownError(error) : error;
}

/** The driver's own limit on calls at once would let one wait past its deadline, and then act. */
const CONCURRENCY = 10_000;

/**
 * A client of a libSQL server. The server orders the writes, so none waits for another of this
 * process. Each request has five seconds for all its database work. What failed is tried again where
 * that is safe: a read whose connection was lost, once; a write that the server refused for a lock,
 * while its time lasts, or that never left. Transactions are repeated by `repeatTransaction`.
 */
export function createServerClient(url: string, authToken?: string): Client {
	const { fetch, close } = createServerFetch();
	const connection = keepConnection(() =>
		createClient({ url, authToken, fetch, concurrency: CONCURRENCY })
	);
	const isWebSocket = /^wss?:/.test(url);
	let closed = false;

	async function attempt<T>(
		work: (client: Client) => Promise<T>,
		deadline: number,
		isRepeated = false
	): Promise<T> {
		const { client, wasIdle, end } = connection.lend();
		try {
			if (isWebSocket && wasIdle) await readWhatLies();
			const result = await inTime(deadline, () => work(client), isRepeated);
			end();
			return result;
		} catch (error) {
			end(error instanceof DatabaseLateError);
			throw error;
		}
	}

	async function call<T>(work: (client: Client) => Promise<T>, isReading: boolean): Promise<T> {
		const { deadline, end } = isReading ? beginWait(READ_MS, 'read') : beginWait(WRITE_MS, 'write');
		let wasLost = false;
		try {
			for (let attempts = 0; ; attempts += 1) {
				try {
					return await attempt(work, deadline, wasLost);
				} catch (error) {
					const kind = faultOf(error)?.kind;
					const isLost: boolean = kind === 'lost' && !wasLost && (isReading || isUnsent(error));
					if (!isLost && kind !== 'busy') throw isReading ? error : asUnknown(error);
					wasLost ||= isLost;
					if (kind === 'busy') await pause(attempts);
				}
			}
		} finally {
			end();
		}
	}

	function write<T>(work: (client: Client) => Promise<T>): Promise<T> {
		refuseInsideTransaction();
		return call(work, false);
	}

	return {
		async execute(statement: InStatement, args?: InArgs) {
			const full = typeof statement === 'string' ? { sql: statement, args: args ?? [] } : statement;
			const work = (client: Client) => client.execute(wellFormed(full));
			return isRead(full) ? call(work, true) : write(work);
		},
		async batch(statements, mode = 'write') {
			const work = (client: Client) => client.batch(statements.map(wellFormed), mode);
			return mode === 'read' ? call(work, true) : write(work);
		},
		migrate: async (statements) => write((client) => client.migrate(statements)),
		executeMultiple: async (sql) => write((client) => client.executeMultiple(sql)),
		async transaction(mode: TransactionMode = 'write') {
			refuseInsideTransaction();
			const lease = connection.lend();
			const wait = beginWait(WRITE_MS, 'begin');
			try {
				if (isWebSocket && lease.wasIdle) await readWhatLies();
				const begin = () => lease.client.transaction(mode);
				return guardTransaction(await inTime(wait.deadline, begin), lease, WRITE_MS);
			} catch (error) {
				lease.end(error instanceof DatabaseLateError);
				throw error;
			} finally {
				wait.end();
			}
		},
		sync: () => Promise.reject(new Error('There is no replica to synchronise.')),
		reconnect: async () => connection.close(),
		close() {
			closed = true;
			connection.close();
			close();
		},
		get closed() {
			return closed;
		},
		get protocol() {
			return isWebSocket ? 'ws' : 'http';
		}
	} satisfies Client;
}
