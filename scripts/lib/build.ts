import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { siteName } from '../../src/lib/site.ts';
import { runCommand } from './run-command.ts';

const MARK = 'build/inputs.sha256';
const folders = ['src', 'server', 'static', 'messages', 'migrations'];
const files = [
	'package.json',
	'pnpm-lock.yaml',
	'svelte.config.js',
	'vite.config.ts',
	'tsconfig.json',
	'project.inlang/settings.json',
	'scripts/messages.ts'
];
/** Made by the build itself, or never part of it. */
const ignored = /^src\/lib\/paraglide\/|\.test\.ts$/;

/** Builds unless `build/` holds the result of the very same inputs. Throws when the build fails. */
export async function buildIfStale(): Promise<void> {
	if (!existsSync('build/index.js') || readMark() !== hashInputs()) await build();
}

/** Builds, and keeps beside the result of what it was made. What the tools say is shown if it fails, or unless `quiet`. */
export async function build({ quiet = true } = {}): Promise<void> {
	const inputs = hashInputs();
	console.log(`Building ${siteName} …`);
	for (const [command, ...rest] of [
		['node', 'scripts/messages.ts'],
		['vite', 'build']
	] as const) {
		const code = await runCommand(command, rest, { quiet });
		if (code !== 0)
			throw new Error(`The build failed: ${command} ${rest.join(' ')} ended with ${code}.`);
	}
	writeFileSync(MARK, inputs);
}

function readMark(): string | undefined {
	return existsSync(MARK) ? readFileSync(MARK, 'utf8') : undefined;
}

/** Over names and contents of everything a build reads, and the Node version that ran it. */
function hashInputs(): string {
	const hash = createHash('sha256').update(process.version);
	for (const file of [...files, ...folders.flatMap(filesIn)].toSorted()) {
		if (ignored.test(file) || !existsSync(file)) continue;
		hash.update(`\0${file}\0`).update(readFileSync(file));
	}
	return hash.digest('hex');
}

function filesIn(folder: string): string[] {
	if (!existsSync(folder)) return [];
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => join(entry.parentPath, entry.name));
}
