import type { InstalledPackage } from './installed-packages.ts';

/**
 * Licences under which a package may be used here. The last three ask for something of whoever
 * changes or ships the package itself, which nobody does here; `docs/dependencies.md` says what.
 */
const allowed = new Set([
	'0BSD',
	'Apache-2.0',
	'Apache-2.0 WITH LLVM-exception',
	'BSD-2-Clause',
	'BSD-3-Clause',
	'BlueOak-1.0.0',
	'ISC',
	'MIT',
	'MIT-0',
	'LGPL-3.0-or-later',
	'MPL-2.0',
	'OFL-1.1'
]);

/** Packages that name no licence in their manifest, and why they may stay: development alone has them. */
const unnamed: Record<string, string> = {
	'@inlang/plugin-message-format': 'its folder holds a text of the MIT licence',
	'@lix-js/sdk-linux-x64': 'a binary of @lix-js/sdk, which is under the MIT licence'
};

/** How often each licence occurs, the most frequent first. */
export function countLicences(packages: InstalledPackage[]): [licence: string, count: number][] {
	const counts = new Map<string, number>();
	for (const installed of packages) {
		const licence = plain(installed) ?? 'none named';
		counts.set(licence, (counts.get(licence) ?? 0) + 1);
	}
	return [...counts].sort(([, a], [, b]) => b - a);
}

/** What may not be used here as it is, one sentence each. */
export function findLicenceProblems(packages: InstalledPackage[]): string[] {
	return packages
		.filter(({ name, ...rest }) => {
			const licence = plain({ name, ...rest });
			return licence === null ? !isUnnamed(name) : !allowed.has(licence);
		})
		.map(({ name, version, licence }) => `${name}@${version} is under ${licence ?? 'no licence'}.`);
}

/** The binary of another platform is the same package. */
const isUnnamed = (name: string) =>
	Object.keys(unnamed).some(
		(known) =>
			name === known ||
			(known.endsWith('linux-x64') && name.startsWith(known.replace(/linux-x64$/, '')))
	);

/** Without the brackets that some write round the whole. */
const plain = ({ licence }: InstalledPackage) => licence?.replace(/^\((.*)\)$/, '$1') ?? null;
