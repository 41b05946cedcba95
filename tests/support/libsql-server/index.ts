import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyToServer } from './copy-to-server.ts';
import { startRealServer } from './real-server.ts';
import { runInWorker } from './run-in-worker.ts';
import type { RunningServer, ServerSettings } from './server.ts';
import { createTokens } from './tokens.ts';

export interface Options extends Omit<ServerSettings, 'file' | 'tokens'> {
	/** A database file that the server's own begins as a copy of. */
	template?: string;
	/** Whether the server asks for a token. */
	auth?: boolean;
	/** Where the server keeps its files; by default in a folder that goes when it is stopped. */
	folder?: string;
}

/**
 * Starts a libSQL server on a free port of the loopback. It runs in a worker: what it does, or waits
 * for, keeps nothing waiting here. With LIBSQL_SERVER it is the program of that name, a real `sqld`,
 * which goes by its own times and takes no orders but `kill` and `restart`.
 */
export async function startLibsqlServer({ template, auth = false, ...settings }: Options = {}) {
	const folder = settings.folder ?? mkdtempSync(join(tmpdir(), 'porchlight-libsql-'));
	mkdirSync(folder, { recursive: true });
	const tokens = auth ? createTokens() : undefined;
	const program = process.env.LIBSQL_SERVER;
	const file = program ? join(folder, 'dbs', 'default', 'data') : join(folder, 'data.db');
	if (template && !program) copyFileSync(template, file);

	const server = program
		? withoutOrders(await startRealServer({ program, folder, tokens, port: settings.port }))
		: await runInWorker({ ...settings, file, tokens });
	const url = `http://127.0.0.1:${server.port}`;
	if (template && program) await copyToServer(template, url, tokens?.full);

	return {
		...server,
		file,
		tokens,
		url,
		wsUrl: `ws://127.0.0.1:${server.port}`,
		/** How many trips there were so far. */
		calls: async () => (await server.trips()).length,
		async stop() {
			await server.stop();
			if (!settings.folder) rmSync(folder, { recursive: true, force: true });
		}
	};
}

export type LibsqlServer = Awaited<ReturnType<typeof startLibsqlServer>>;
type Started = Awaited<ReturnType<typeof runInWorker>>;

/** A real server beside the orders that only the test server takes: each of them fails. */
function withoutOrders(server: Awaited<ReturnType<typeof startRealServer>>): Started {
	return new Proxy(server as unknown as Started, {
		get: (own, name: keyof RunningServer) =>
			own[name] ?? (() => Promise.reject(new Error(`A real server has no order ${name}.`)))
	});
}
