import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runInWorker } from './run-in-worker.ts';
import type { ServerSettings } from './server.ts';
import { createTokens } from './tokens.ts';

export interface Options extends Omit<Partial<ServerSettings>, 'tokens'> {
	/** A database that the server's own begins as a copy of. */
	template?: string;
	/** Whether the server asks for a token. */
	auth?: boolean;
}

/**
 * Starts a libSQL server on a free port of the loopback, with a file of its own unless one is named.
 * It runs in a worker: what it does, or waits for, keeps nothing waiting here.
 */
export async function startLibsqlServer({ template, auth = false, ...settings }: Options = {}) {
	const folder = mkdtempSync(join(tmpdir(), 'porchlight-libsql-'));
	const file = settings.file ?? join(folder, 'data.db');
	if (template) copyFileSync(template, file);
	const tokens = auth ? createTokens() : undefined;
	const server = await runInWorker({ ...settings, file, tokens });
	return {
		...server,
		file,
		tokens,
		url: `http://127.0.0.1:${server.port}`,
		wsUrl: `ws://127.0.0.1:${server.port}`,
		/** How many trips there were so far. */
		calls: async () => (await server.trips()).length,
		async stop() {
			await server.stop();
			rmSync(folder, { recursive: true, force: true });
		}
	};
}

export type LibsqlServer = Awaited<ReturnType<typeof startLibsqlServer>>;
