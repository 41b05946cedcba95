import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { migrateDatabase } from '../../src/lib/server/db/migrate-db.ts';

async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	server.close();
	if (address === null || typeof address === 'string') throw new Error('no port');
	return address.port;
}

/**
 * The built server on a database of its own with one signed-in person.
 * @param fill puts more into the database before the server starts.
 * @param env variables of its own.
 */
export async function startBenchServer(
	fill?: (url: string, userId: string) => Promise<void>,
	env: Record<string, string> = {}
) {
	if (!existsSync('build/index.js')) throw new Error('Build first: npx -y pnpm@12 build');
	const folder = mkdtempSync(join(tmpdir(), 'porchlight-bench-'));
	const url = `file:${join(folder, 'bench.db')}`;
	await migrateDatabase(url);
	const cookie = await insertSession(url);
	await fill?.(url, 'bench');

	const port = await freePort();
	const server = spawn(process.execPath, ['build'], {
		env: {
			...process.env,
			DATABASE_URL: url,
			PORT: String(port),
			ORIGIN: '',
			LOG_LEVEL: 'info',
			...env
		},
		stdio: ['ignore', 'pipe', 'inherit']
	});
	await once(server.stdout, 'data');
	return {
		origin: `http://localhost:${port}`,
		url,
		cookie,
		async stop() {
			server.kill('SIGTERM');
			await once(server, 'exit');
			rmSync(folder, { recursive: true, force: true });
		}
	};
}

async function insertSession(url: string): Promise<string> {
	const client = createClient({ url });
	const token = randomBytes(32).toString('base64url');
	const id = createHash('sha256').update(token).digest('hex');
	const now = Date.now();
	await client.batch(
		[
			{
				sql: 'insert into users (id, email, email_verified_at, created_at, updated_at) values (?, ?, ?, ?, ?)',
				args: ['bench', 'bench@example.com', now, now, now]
			},
			{
				sql: 'insert into profiles (user_id, display_name, updated_at) values (?, ?, ?)',
				args: ['bench', 'Bench', now]
			},
			{
				sql: 'insert into sessions (id, user_id, method, user_agent, created_at, last_used_at, confirmed_at) values (?, ?, ?, ?, ?, ?, ?)',
				args: [id, 'bench', 'password', 'bench', now, now, now]
			}
		],
		'write'
	);
	client.close();
	return `session=${token}`;
}
