import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runCommand } from './run-command.ts';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const places = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/**
 * The path of a Chromium that starts: CHROMIUM_PATH, else the system's, else Playwright's own
 * download, else Debian's package. Throws with advice when there is no way to one.
 */
export async function provideChromium(): Promise<string> {
	const given = process.env.CHROMIUM_PATH;
	if (given) {
		if (report(given, 'from CHROMIUM_PATH')) return given;
		throw new Error(`CHROMIUM_PATH is ${given}, which does not start.`);
	}
	const system = onSystem();
	if (system && report(system, "the system's")) return system;
	return (await downloaded()) ?? (await packaged()) ?? giveUp();
}

function onSystem(): string | undefined {
	const folders = (process.env.PATH ?? '').split(delimiter);
	const candidates = names.flatMap((name) => folders.map((folder) => join(folder, name)));
	return [...candidates, ...places].find((path) => existsSync(path));
}

/** Playwright's own build, fetched when it is not there yet. */
async function downloaded(): Promise<string | undefined> {
	const { chromium } = await import('@playwright/test');
	const path = chromium.executablePath();
	if (!existsSync(path)) {
		console.log("No Chromium on this system: fetching Playwright's …");
		await runCommand('playwright', ['install', 'chromium']);
	}
	return report(path, "Playwright's") ? path : undefined;
}

async function packaged(): Promise<string | undefined> {
	if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined;
	console.log("Installing Debian's package chromium …");
	const env = { DEBIAN_FRONTEND: 'noninteractive' };
	await runCommand('apt-get', ['update', '-q'], { env, quiet: true });
	await runCommand('apt-get', ['install', '-yq', '--no-install-recommends', 'chromium'], { env });
	const path = onSystem();
	return path && report(path, "Debian's package") ? path : undefined;
}

/** Says which one it is; false when it does not start, for want of a library for example. */
function report(path: string, origin: string): boolean {
	if (!existsSync(path)) return false;
	try {
		const options = { encoding: 'utf8', timeout: 30_000, stdio: 'pipe' } as const;
		const version = execFileSync(path, ['--version', '--no-sandbox'], options);
		console.log(`Chromium: ${path} (${origin}): ${version.trim()}`);
		return true;
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		console.log(`Chromium: ${path} (${origin}) does not start: ${reason.trim()}`);
		return false;
	}
}

function giveUp(): never {
	throw new Error(
		'No Chromium for the end-to-end tests. Install one (Debian: apt-get install chromium) or set ' +
			'CHROMIUM_PATH to its program.'
	);
}
