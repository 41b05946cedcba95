import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { createBenchDatabase, type Fill } from './database.ts';

/** Names a visitor's address, so that the limits for one address are not what is measured. */
export const addressHeader = 'x-real-ip';

interface InstanceOptions {
	/** By default a free one. */
	port?: number;
	env?: Record<string, string>;
	/** Files that the process loads before anything else. */
	imports?: string[];
}

/** A port of the loopback on which nothing listens. */
export async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	server.close();
	if (address === null || typeof address === 'string') throw new Error('no port');
	return address.port;
}

/** The built server, in a process of its own, over a database that is there already. */
export async function startInstance(
	databaseUrl: string,
	{ port: given, env = {}, imports = [] }: InstanceOptions = {}
) {
	if (!existsSync('build/index.js')) throw new Error('Build first: npx -y pnpm@12 build');
	const port = given ?? (await freePort());
	const server = spawn(process.execPath, [...imports.map((file) => `--import=${file}`), 'build'], {
		env: {
			...process.env,
			DATABASE_URL: databaseUrl,
			PORT: String(port),
			ORIGIN: '',
			ADDRESS_HEADER: addressHeader,
			LOG_LEVEL: 'info',
			PROOF_OF_WORK: 'off',
			...env
		},
		stdio: ['ignore', 'pipe', 'inherit']
	});
	const ended = once(server, 'exit').then(() => {
		throw new Error('The server ended before it listened.');
	});
	// Later it is stopped, and nobody waits for this any more.
	ended.catch(() => undefined);
	for (let log = ''; !log.includes('"listening"');) {
		const [line] = (await Promise.race([once(server.stdout, 'data'), ended])) as [Buffer];
		log += String(line);
	}
	// Nobody reads the log any more, and a full pipe would stop the server.
	server.stdout.resume();
	return {
		origin: `http://localhost:${port}`,
		pid: server.pid!,
		/** @returns the exit code. */
		async stop(): Promise<number | null> {
			if (server.exitCode !== null || server.signalCode !== null) return server.exitCode;
			server.kill('SIGTERM');
			const [code] = (await once(server, 'exit')) as [number | null];
			return code;
		}
	};
}

/**
 * The built server on a database file of its own with one signed-in person.
 * @param fill puts more into the database before the server starts.
 */
export async function startBenchServer(fill?: Fill, options?: InstanceOptions) {
	const { file, url, cookie, remove } = await createBenchDatabase(fill);
	const { origin, pid, stop } = await startInstance(url, options);
	return {
		origin,
		pid,
		file,
		url,
		cookie,
		async stop() {
			await stop();
			remove();
		}
	};
}
