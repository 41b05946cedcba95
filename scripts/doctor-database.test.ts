import { execFile } from 'node:child_process';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** Takes connections and never says a word. */
let mute: Server;
let port: number;
beforeAll(async () => {
	mute = createServer().listen(0, '127.0.0.1');
	await new Promise((resolve) => mute.once('listening', resolve));
	({ port } = mute.address() as AddressInfo);
});
afterAll(() => mute.close());

/** Runs a script; what it prints, how it ends, and after how many milliseconds. */
function run(script: string, url: string, more: Record<string, string> = {}) {
	const env = { ...process.env, DATABASE_URL: url, SMTP_URL: '', ...more };
	const began = performance.now();
	return new Promise<{ text: string; code: number; took: number }>((resolve) => {
		execFile(process.execPath, [script], { env }, (error, stdout, stderr) => {
			const took = performance.now() - began;
			resolve({ text: stdout + stderr, code: Number(error?.code ?? 0), took });
		});
	});
}

test('doctor and db:migrate name a database server that hangs, and end', async () => {
	const runs = await Promise.all(
		['http', 'ws'].flatMap((scheme) =>
			['scripts/doctor.ts', 'scripts/migrate.ts'].map((script) =>
				run(script, `${scheme}://127.0.0.1:${port}`)
			)
		)
	);
	for (const { text, code, took } of runs) {
		expect(text).toMatch(/database of DATABASE_URL \(127\.0\.0\.1:\d+\) does not answer in time/);
		expect(code).toBe(1);
		// A busy machine takes its time to start four processes. Node waits for its own limit of 300 s.
		expect(took).toBeLessThan(30_000);
	}
});

test('a server in clear text elsewhere is refused, and mentioned where it is allowed', async () => {
	const url = 'http://192.0.2.1:8080';
	const refused = await run('scripts/migrate.ts', url, { DATABASE_AUTH_TOKEN: 'token' });
	expect(refused).toMatchObject({ code: 1, text: expect.stringMatching(/DATABASE_CLEARTEXT=on/) });
	const allowed = await run('scripts/doctor.ts', url, { DATABASE_CLEARTEXT: 'on' });
	expect(allowed.text).toMatch(/! What goes to the database can be read on its way/);
});
