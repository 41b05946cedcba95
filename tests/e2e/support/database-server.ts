import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { startRealServer } from '../../support/libsql-server/real-server.ts';

const program = resolve(import.meta.dirname, '../../support/libsql-server/main.ts');

/**
 * Starts the test libSQL server as a process of its own, on a free port, with its files in `folder`; the
 * real one where LIBSQL_SERVER names its program.
 */
export async function startDatabaseServer(folder: string) {
	const real = process.env.LIBSQL_SERVER;
	if (real) {
		const { port, stop } = await startRealServer({ program: real, folder: join(folder, 'server') });
		return { url: `http://127.0.0.1:${port}`, stop };
	}
	const options = ['--db-path', join(folder, 'server'), '--http-listen-addr', '127.0.0.1:0'];
	const child = spawn(process.execPath, [program, ...options], {
		stdio: ['ignore', 'pipe', 'inherit']
	});
	const url = await new Promise<string>((done, fail) => {
		createInterface(child.stdout).on('line', (line) => {
			const found = /^Listening on (\S+)/.exec(line)?.[1];
			if (found) done(found);
		});
		child.once('exit', (code) => fail(new Error(`The database server ended with ${code}.`)));
	});
	return {
		url,
		async stop(): Promise<void> {
			if (child.exitCode !== null || child.signalCode !== null) return;
			const ended = once(child, 'exit');
			child.kill('SIGTERM');
			await ended;
		}
	};
}
