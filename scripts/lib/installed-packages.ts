import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface InstalledPackage {
	name: string;
	version: string;
	/** As it says itself, an SPDX expression; null where it says none. */
	licence: string | null;
	/** It wants to run a program of its own when it is installed. */
	runsOnInstall: boolean;
}

const STORE = 'node_modules/.pnpm';
const hooks = ['preinstall', 'install', 'postinstall'];

/**
 * Every package that is installed, ours and what they need, once a version, in order of their names.
 * Read from the folder of pnpm in which each stands as itself; no network and no pnpm is needed.
 */
export function listInstalledPackages(): InstalledPackage[] {
	const found = new Map<string, InstalledPackage>();
	for (const entry of readdirSync(STORE)) {
		for (const folder of packagesIn(join(STORE, entry, 'node_modules'))) {
			const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
			const { name, version, license, scripts = {} } = manifest;
			const runsOnInstall =
				hooks.some((hook) => hook in scripts) || existsSync(join(folder, 'binding.gyp'));
			found.set(`${name}@${version}`, { name, version, licence: license ?? null, runsOnInstall });
		}
	}
	return [...found].sort(([a], [b]) => a.localeCompare(b)).map(([, installed]) => installed);
}

/** What stands here itself; a link leads to what another one needs. */
function packagesIn(folder: string): string[] {
	if (!existsSync(folder)) return [];
	return readdirSync(folder)
		.flatMap((name) =>
			name.startsWith('@')
				? readdirSync(join(folder, name)).map((part) => join(folder, name, part))
				: [join(folder, name)]
		)
		.filter((path) => !lstatSync(path).isSymbolicLink() && existsSync(join(path, 'package.json')));
}
