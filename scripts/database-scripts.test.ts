import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it, vi } from 'vitest';
import { freePort } from '$tests/free-port';

// Each starts several processes.
vi.setConfig({ testTimeout: 60_000 });

const folder = mkdtempSync(join(tmpdir(), 'porchlight-scripts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start(file: string, command: string, ...options: string[]) {
	const env = { ...process.env, DATABASE_URL: `sqlite:${join(folder, file)}` };
	return spawn(command, options, { env, stdio: ['ignore', 'pipe', 'pipe'] });
}

async function run(file: string, ...script: string[]) {
	const child = start(file, process.execPath, ...script);
	let output = '';
	child.stdout.on('data', (chunk) => (output += chunk));
	child.stderr.on('data', (chunk) => (output += chunk));
	const [code] = await once(child, 'exit');
	return { code, output };
}

it('db:migrate applies in order, says what it did, and has nothing to do the second time', async () => {
	const first = await run('migrate.db', 'scripts/migrate.ts');
	expect(first).toMatchObject({ code: 0, output: expect.stringContaining('Applied 0000_') });
	const second = await run('migrate.db', 'scripts/migrate.ts');
	expect(second.code).toBe(0);
	expect(second.output).not.toContain('Applied');
});

it('db:migrate run by four processes at once ends well in each', async () => {
	const runs = await Promise.all(
		Array.from({ length: 4 }, () => run('together.db', 'scripts/migrate.ts'))
	);
	expect(runs.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
});

it('db:push leaves nothing for db:migrate to do', async () => {
	expect(await run('push.db', 'scripts/push.ts')).toMatchObject({ code: 0 });
	const migrated = await run('push.db', 'scripts/migrate.ts');
	expect(migrated.code).toBe(0);
	expect(migrated.output).not.toContain('Applied');
});

it('db:studio answers with our schema', async () => {
	await run('studio.db', 'scripts/migrate.ts');
	const port = await freePort();
	const studio = start('studio.db', 'drizzle-kit', 'studio', '--port', String(port));
	const ended = once(studio, 'exit');
	try {
		const body = await expect
			.poll(() => initialize(port), { timeout: 30_000, interval: 300 })
			.toContain('users')
			.then(() => initialize(port));
		expect(body).toContain('security_events');
	} finally {
		studio.kill('SIGTERM');
		await ended;
	}
});

async function initialize(port: number): Promise<string> {
	try {
		const response = await fetch(`http://127.0.0.1:${port}/`, {
			method: 'POST',
			body: JSON.stringify({ type: 'init' }),
			headers: { 'content-type': 'application/json' }
		});
		return await response.text();
	} catch {
		return 'not there yet';
	}
}
