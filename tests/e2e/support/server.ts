import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from '../../support/free-port.ts';
import { startDatabaseServer } from './database-server.ts';

const root = resolve(import.meta.dirname, '../../..');
/** The header in which the tests say from which address they come. */
export const ADDRESS_HEADER = 'x-test-client';

/** Milliseconds in which it begins to listen, and in which it ends; then it is killed. */
const PATIENCE_MS = 60_000;

/** What the server's secrets are sealed under. */
export const AUTH_SECRET = Buffer.alloc(32, 7).toString('base64');

export interface ServerOptions {
	/** On top of the defaults; `''` counts as unset. */
	env?: Record<string, string>;
	/** By default a free one. */
	port?: number;
	/** Keep the database on a libSQL server of its own, a process too. */
	onServer?: boolean;
}

/**
 * The built application as a process of its own, on a free port and a migrated database in a
 * temporary folder. It can be stopped, killed and started again on the same database.
 */
export async function startServer({ env = {}, ...options }: ServerOptions = {}) {
	// Its working folder too: a developer's `.env` and `.porchlight` stay out of it.
	const folder = mkdtempSync(join(tmpdir(), 'porchlight-e2e-'));
	symlinkSync(join(root, 'migrations'), join(folder, 'migrations'));
	const port = options.port ?? (await freePort());
	const databaseFile = join(folder, 'app.db');
	const database = options.onServer ? await startDatabaseServer(folder) : null;
	const databaseUrl = env.DATABASE_URL || database?.url || `file:${databaseFile}`;
	const variables = {
		PATH: process.env.PATH,
		DATABASE_URL: databaseUrl,
		PORT: String(port),
		AUTH_SECRET,
		ADDRESS_HEADER,
		// The journeys together ask for more mails than a site that nobody floods.
		PROOF_OF_WORK: 'off',
		...env
	};
	/** Standard output and error, a line each. */
	const lines: string[] = [];
	let child: ChildProcess | undefined;

	function run(...command: string[]): ChildProcess {
		const options = { cwd: folder, env: variables, stdio: ['ignore', 'pipe', 'pipe'] as const };
		const started = spawn(process.execPath, command, { ...options, stdio: [...options.stdio] });
		for (const stream of [started.stdout, started.stderr]) {
			if (stream) createInterface(stream).on('line', (line) => lines.push(line));
		}
		return started;
	}

	const killLater = (late: ChildProcess) => setTimeout(() => late.kill('SIGKILL'), PATIENCE_MS);

	async function start(): Promise<void> {
		const started = run(join(root, 'build'));
		child = started;
		const output = started.stdout && createInterface(started.stdout);
		const late = killLater(started);
		await new Promise<void>((done, fail) => {
			output?.on('line', (line) => line.includes('"listening"') && done());
			started.once('exit', (code, signal) => {
				const how = `The server ended with ${code ?? signal} before it listened`;
				fail(new Error(`${how}:\n${lines.slice(-20).join('\n')}`));
			});
		}).finally(() => clearTimeout(late));
	}

	async function end(signal: NodeJS.Signals): Promise<number | null> {
		const running = child;
		child = undefined;
		if (!running || running.exitCode !== null || running.signalCode !== null) return null;
		const ended = once(running, 'exit');
		running.kill(signal);
		const late = killLater(running);
		const [code] = await ended;
		clearTimeout(late);
		return code;
	}

	async function runScript(name: string, ...options: string[]): Promise<void> {
		const [code] = await once(run(join(root, 'scripts', name), ...options), 'exit');
		if (code !== 0) throw new Error(`${name} ended with ${code}:\n${lines.join('\n')}`);
	}

	await runScript('migrate.ts');
	await start();

	return {
		origin: `http://localhost:${port}`,
		folder,
		/** Unless the database is on a server. */
		databaseFile,
		databaseUrl,
		lines,
		get pid() {
			return child?.pid;
		},
		/** Runs one of `scripts/` on the server's database. */
		runScript,
		/** Starts it again after `stop` or `kill`. */
		start,
		/** As a supervisor stops it: open requests end first. @returns the exit code. */
		stop: () => end('SIGTERM'),
		/** As a power cut stops it. */
		kill: () => end('SIGKILL'),
		/** Stops it and removes the folder. */
		async remove(): Promise<void> {
			await end('SIGTERM');
			await database?.stop();
			rmSync(folder, { recursive: true, force: true });
		}
	};
}

export type AppServer = Awaited<ReturnType<typeof startServer>>;
