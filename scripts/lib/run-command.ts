import { spawn } from 'node:child_process';
import { delimiter, resolve } from 'node:path';

interface Options {
	env?: Record<string, string>;
	/** Keep the output back, and show it only when the command fails. */
	quiet?: boolean;
	/** It may ask whoever sits at the terminal. */
	asks?: boolean;
}

const running = new Set<number>();
const signals = ['SIGINT', 'SIGTERM'] as const;

/** Listens only while a command runs: the process may become a server with its own handlers. */
function track(pid: number) {
	if (running.size === 0) {
		for (const signal of signals) process.on(signal, stop);
		process.on('exit', endAll);
	}
	running.add(pid);
}

function untrack(pid: number) {
	running.delete(pid);
	if (running.size > 0) return;
	for (const signal of signals) process.off(signal, stop);
	process.off('exit', endAll);
}

function endAll() {
	for (const pid of running) killGroup(pid, 'SIGTERM');
}

function stop(signal: NodeJS.Signals) {
	for (const pid of running) killGroup(pid, signal);
	process.exit(1);
}

/**
 * Runs a command of node_modules/.bin, or any other, and resolves with its exit code. It gets a
 * process group of its own, which is ended with it: nothing it started stays behind.
 */
export async function runCommand(
	command: string,
	commandArguments: string[],
	{ env, quiet = false, asks = false }: Options = {}
): Promise<number> {
	const child = spawn(command, commandArguments, {
		stdio: [asks ? 'inherit' : 'ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
		env: { ...process.env, ...env, PATH: binaries() },
		detached: true
	});
	const output: Buffer[] = [];
	child.stdout?.on('data', (chunk: Buffer) => output.push(chunk));
	child.stderr?.on('data', (chunk: Buffer) => output.push(chunk));
	const { pid } = child;
	if (pid) track(pid);
	const code = await new Promise<number>((resolve) => {
		child.on('error', (error) => {
			console.error(`${command}: ${error.message}`);
			resolve(127);
		});
		child.on('exit', (status) => {
			if (pid) killGroup(pid, 'SIGTERM');
			// What is still in the pipe belongs to the output; a survivor must not hold it open.
			setImmediate(() => resolve(status ?? 1));
		});
	});
	if (pid) untrack(pid);
	if (quiet && code !== 0) process.stderr.write(Buffer.concat(output));
	return code;
}

function binaries(): string {
	return `${resolve('node_modules/.bin')}${delimiter}${process.env.PATH ?? ''}`;
}

function killGroup(pid: number, signal: NodeJS.Signals) {
	try {
		process.kill(-pid, signal);
	} catch {
		// It has ended.
	}
}
