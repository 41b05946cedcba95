import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import {
	listInstalledPackages,
	type InstalledPackage
} from '../../scripts/lib/installed-packages.ts';
import { findLicenceProblems } from '../../scripts/lib/licences.ts';

const read = (file: string) => readFileSync(file, 'utf8');
const ours = { ...packageJson.dependencies, ...packageJson.devDependencies };
const installed = listInstalledPackages();
const lockfile = read('pnpm-lock.yaml');
const unquoted = (text: string) => text.replace(/^'(.*)'$/, '$1');

/** The rows of a section of the document: package, why, what in its place. */
function rowsOf(heading: string): string[][] {
	const [, section = ''] =
		new RegExp(`\n## ${heading}\n([^]*?)\n## `).exec(read('docs/dependencies.md')) ?? [];
	return [...section.matchAll(/^\| `([^`]+)` \| (.+) \| (.+) \|$/gm)].map((row) => row.slice(1));
}

describe('docs/dependencies.md', () => {
	it('has a line for each package of package.json, under what it is for', () => {
		const production = rowsOf('What runs in production').map(([name]) => name);
		expect(production.sort()).toEqual(Object.keys(packageJson.dependencies).sort());
		const rest = [...rowsOf('What builds it'), ...rowsOf('What checks it')].map(([name]) => name);
		expect(rest.sort()).toEqual(Object.keys(packageJson.devDependencies).sort());
	});
});

describe('the lockfile', () => {
	it('asks for what package.json asks for', () => {
		const [, importers = ''] = /\nimporters:\n([^]*?)\npackages:\n/.exec(lockfile) ?? [];
		const asked = [...importers.matchAll(/^ {6}(\S+):\n {8}specifier: (.+)$/gm)].map(
			([, name, specifier]) => [unquoted(name!), unquoted(specifier!)]
		);
		expect(Object.fromEntries(asked)).toEqual(ours);
	});

	it('takes every package from the registry, by its hash', () => {
		const [, packages = ''] = /\npackages:\n([^]*?)\nsnapshots:\n/.exec(lockfile) ?? [];
		const entries = packages.split(/^ {2}(?=\S)/m).filter((entry) => entry.trim() !== '');
		expect(entries.length).toBeGreaterThan(Object.keys(ours).length);
		const others = entries.filter(
			(entry) => !/resolution: \{integrity: sha512-[A-Za-z0-9+/]{86}==\}/.test(entry)
		);
		expect(others).toEqual([]);
	});
});

describe('installed packages', () => {
	it('run a program of theirs at the installation only where pnpm-workspace.yaml lets them', () => {
		const allowed = [...read('pnpm-workspace.yaml').matchAll(/^ {2}(\S+): true$/gm)].map(
			([, name]) => name
		);
		const wanting = installed.filter(({ runsOnInstall }) => runsOnInstall).map(({ name }) => name);
		// Those of macOS alone are not installed here, and pnpm asks for them there.
		expect([...new Set(wanting)].sort()).toEqual(allowed.sort());
	});

	it('are held to the version of Node that the scripts run on', () => {
		const [, version] = /^nodeVersion: (\S+)$/m.exec(read('pnpm-workspace.yaml')) ?? [];
		expect(version).toBe(packageJson.devDependencies.node);
	});

	it('come under licences that are allowed', () => {
		expect(findLicenceProblems(installed)).toEqual([]);
	});

	it.each([
		['AGPL-3.0-only', 'x@1.0.0 is under AGPL-3.0-only.'],
		[null, 'x@1.0.0 is under no licence.']
	])('are refused under %s', (licence, problem) => {
		const other: InstalledPackage = { name: 'x', version: '1.0.0', licence, runsOnInstall: false };
		expect(findLicenceProblems([other])).toEqual([problem]);
	});
});
