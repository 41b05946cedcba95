/** `pnpm run sbom`: what this is made of, for whoever has to check it (CycloneDX). */
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { listInstalledPackages } from './lib/installed-packages.ts';
import { countLicences, findLicenceProblems } from './lib/licences.ts';
import { readOptions } from './lib/read-options.ts';
import { runCommand } from './lib/run-command.ts';
import { runScript } from './lib/run-script.ts';

const usage = `Usage: npx -y pnpm@12 run sbom [--out FILE] [--prod]
Writes a bill of materials (CycloneDX, JSON), and says under which licences the packages come.
  --out FILE  where to; build/sbom.cdx.json unless it is given
  --prod      what runs in production alone
It ends with 1 where a licence is not one of those allowed in scripts/lib/licences.ts.`;

interface Bill {
	specVersion: string;
	components: { group?: string; name: string; version: string }[];
}

const options = {
	out: { type: 'string', default: 'build/sbom.cdx.json' },
	prod: { type: 'boolean', default: false }
} as const;

await runScript(async () => {
	const { out, prod } = readOptions(usage, { options }).values;
	mkdirSync(dirname(out), { recursive: true });
	// pnpm reads the lockfile and its own store; a package manager knows best what it has installed.
	const kind = ['--sbom-format', 'cyclonedx', '--sbom-type', 'application'];
	const command = ['sbom', ...kind, '--out', out, ...(prod ? ['--prod'] : [])];
	if ((await runCommand('pnpm', command)) !== 0) throw new Error('pnpm could not write it.');
	const bill: Bill = JSON.parse(readFileSync(out, 'utf8'));
	const named = new Set(
		bill.components.map(({ group, name, version }) =>
			group ? `${group}/${name}@${version}` : `${name}@${version}`
		)
	);
	const all = listInstalledPackages();
	const listed = all.filter(({ name, version }) => named.has(`${name}@${version}`));
	console.log(`${out}: CycloneDX ${bill.specVersion}, ${named.size} packages.`);
	for (const [licence, count] of countLicences(listed)) console.log(`  ${count} ${licence}`);
	const problems = findLicenceProblems(all);
	if (problems.length > 0) throw new Error(problems.join('\n'));
});
