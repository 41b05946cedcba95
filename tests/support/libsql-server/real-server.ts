import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../free-port.ts';
import type { Tokens } from './tokens.ts';

interface Settings {
	/** The server's program, an `sqld`. */
	program: string;
	/** Where it keeps everything. */
	folder: string;
	port?: number;
	tokens?: Tokens;
}

async function isHealthy(port: number): Promise<boolean> {
	const answer = await fetch(`http://127.0.0.1:${port}/health`).catch(() => null);
	return answer?.ok ?? false;
}

/** Starts a real server, which knows no faults but its end. */
export async function startRealServer({ program, folder, tokens, ...settings }: Settings) {
	const port = settings.port ?? (await freePort());
	const options = ['--db-path', folder, '--http-listen-addr', `127.0.0.1:${port}`, '--no-welcome'];
	if (tokens) {
		const key = join(folder, 'key.pem');
		if (!existsSync(key)) writeFileSync(key, tokens.publicKey);
		options.push('--auth-jwt-key-file', key);
	}
	let child: ChildProcess;

	async function restart() {
		child = spawn(program, options, { stdio: 'ignore' });
		child.unref();
		let failure: Error | undefined;
		child.once('error', (error) => (failure = error));
		child.once('exit', (code) => (failure ??= new Error(`${program} ended with ${code}.`)));
		while (!(await isHealthy(port))) {
			if (failure) throw failure;
			await new Promise((resolve) => setTimeout(resolve, 20));
		}
	}

	async function kill() {
		if (child.exitCode !== null || child.signalCode !== null) return;
		const ended = once(child, 'exit');
		child.kill('SIGKILL');
		await ended;
	}

	process.once('exit', () => child.kill('SIGKILL'));
	await restart();
	return { port, kill, restart, stop: kill };
}
