import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import Database from 'libsql';
import { Connection } from './connection.ts';
import { createFaults } from './faults.ts';
import { createHttpStreams } from './http-streams.ts';
import { createPipeline } from './pipeline.ts';
import { createSqliteHandles } from './sqlite-handles.ts';
import type { Tokens } from './tokens.ts';
import { createWebSockets } from './web-sockets.ts';
import { createWriteLock } from './write-lock.ts';

/** What the server is like; everything but the file has the real one's default. */
export interface ServerSettings {
	/** The SQLite file; it is made where there is none. */
	file: string;
	/** By default any free port. */
	port?: number;
	tokens?: Tokens;
	/** Whether foreign keys are checked. */
	foreignKeys?: boolean;
	synchronous?: 'OFF' | 'NORMAL' | 'FULL';
	/** How long a transaction may keep the write lock from who waits for it, in milliseconds. */
	transactionMs?: number;
	/** After how long a silence a stream over HTTP ends, in milliseconds. */
	streamMs?: number;
	/** How long a trip is on the line, there and back, in milliseconds. */
	delayMs?: number;
	/** Tells of lost streams as hosted servers do: 404, "stream not found". */
	hosted?: boolean;
}

/** A libSQL server in this process. It runs in a worker (`index.ts`) or as a program (`main.ts`). */
export async function createLibsqlServer({
	file,
	tokens,
	port: wanted = 0,
	foreignKeys = true,
	synchronous = 'NORMAL',
	transactionMs = 5_000,
	streamMs = 10_000,
	delayMs = 0,
	hosted = false
}: ServerSettings) {
	const faults = createFaults(delayMs);
	const lock = createWriteLock(transactionMs);
	const { orderedError } = faults;
	const handles = createSqliteHandles({ file, foreignKeys, synchronous });
	const settings = { handles, lock, orderedError };
	const open = (readOnly: boolean) => new Connection(settings, readOnly);
	const streams = createHttpStreams({ open, silenceMs: streamMs, hosted });
	const pipeline = createPipeline({ streams, faults, tokens });

	// Kept open: with the last connection SQLite would put the journal away, and with the next begin it.
	const keeper = new Database(file);
	keeper.exec('PRAGMA journal_mode = WAL');

	const sockets = new Set<Socket>();
	/** Connections that are closed without a word: who uses one finds out. */
	const dead = new WeakSet<Socket>();

	const isDead = (line: Socket) => dead.has(line);
	const webSockets = createWebSockets({ open, faults, tokens, isDead });

	const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0 }, (request, response) => {
		if (isDead(request.socket)) return void request.socket.destroy();
		if (request.method === 'POST' && request.url === '/v2/pipeline') {
			return void pipeline(request, response).catch((error: unknown) => {
				console.error(error);
				response.writeHead(500).end();
			});
		}
		if (faults.hanging) return;
		const known = /^\/(v2|health|version)?$/.test(request.url ?? '');
		response.writeHead(known ? 200 : 404).end();
	});
	server.on('upgrade', (request, line: Socket, head) => webSockets.upgrade(request, line, head));
	server.on('connection', (socket) => {
		sockets.add(socket);
		socket.on('close', () => sockets.delete(socket));
	});

	const listen = (port: number) =>
		new Promise<number>((resolve, reject) => {
			server.once('error', reject);
			server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
		});

	/** Ends as if the process was killed: connections, streams and open transactions are gone. */
	async function kill(): Promise<void> {
		const closed = new Promise((resolve) => server.close(resolve));
		for (const socket of sockets) socket.destroy();
		lock.forget();
		streams.lose();
		webSockets.lose();
		await closed;
	}

	const port = await listen(wanted);

	return {
		port,
		...faults.orders,
		kill,
		restart: async () => void (await listen(port)),
		/**
		 * Closes the connections on which nothing is under way, as hosted servers do.
		 * @param silently whether the client finds out only when it uses one.
		 */
		closeIdle({ silently = false } = {}) {
			if (silently) return sockets.forEach((socket) => dead.add(socket));
			server.closeIdleConnections();
			webSockets.closeIdle();
		},
		async stop() {
			await kill();
			handles.close();
			keeper.close();
		}
	};
}

export type RunningServer = Awaited<ReturnType<typeof createLibsqlServer>>;
