/** `pnpm screenshots`: the pictures of the README, from the built application with made-up people. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startInstance } from './bench/server.ts';
import { buildIfStale } from './lib/build.ts';
import { provideChromium } from './lib/chromium.ts';
import { readOptions } from './lib/read-options.ts';
import { runCommand } from './lib/run-command.ts';
import { runScript } from './lib/run-script.ts';
import { createPerson, PASSWORD } from './lib/seed-people.ts';
import { takePictures } from './lib/take-pictures.ts';

const usage = `Usage: npx -y pnpm@12 screenshots
Builds, starts the application on a free port with a database of made-up people, and writes
the pictures of README.md into docs/pictures/.`;

/** All pictures together: a clone should stay small. */
const BYTES_MAX = 1_000_000;

await runScript(async () => {
	readOptions(usage);
	const executablePath = await provideChromium();
	await buildIfStale();
	const home = mkdtempSync(join(tmpdir(), 'porchlight-pictures-'));
	const url = `file:${join(home, 'app.db')}`;
	const env = { DATABASE_URL: url, NODE_ENV: 'production' };
	let stop: (() => Promise<unknown>) | undefined;
	try {
		const seeded = await runCommand('node', ['scripts/seed.ts', '--users', '12'], {
			env,
			quiet: true
		});
		if (seeded !== 0) throw new Error('No people could be made up.');
		const server = await startInstance(url, { env: { ADDRESS_HEADER: '' } });
		stop = server.stop;
		const person = { email: createPerson(0).email, password: PASSWORD };
		const folder = 'docs/pictures';
		const taken = await takePictures({ origin: server.origin, executablePath, person, folder });
		const bytes = taken.reduce((sum, picture) => sum + picture.bytes, 0);
		console.log(`${taken.length} pictures in ${folder}, ${Math.round(bytes / 1000)} kB.`);
		if (bytes > BYTES_MAX) throw new Error(`That is more than ${BYTES_MAX / 1000} kB.`);
	} finally {
		await stop?.();
		rmSync(home, { recursive: true, force: true });
	}
});
