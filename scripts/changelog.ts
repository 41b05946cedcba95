/** `pnpm changelog`: what is new since the last version, from the commits. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { nextVersion, writeNotes, type Change } from './lib/change-notes.ts';
import { readOptions } from './lib/read-options.ts';
import { runScript } from './lib/run-script.ts';

const usage = `Usage: npx -y pnpm@12 changelog [--write]
Prints what is new since the last version (a tag such as v0.1.0), from the commits.
  --write  puts it into CHANGELOG.md and its version into package.json; commit and tag follow by hand`;

const git = (...args: string[]) =>
	execFileSync('git', args, { encoding: 'utf8', maxBuffer: 100_000_000 }).trim();

const options = {
	write: { type: 'boolean', default: false }
} as const;

/** Commits of a range, oldest first. */
function readChanges(range: string): Change[] {
	const log = git('log', '--reverse', '--name-only', '--format=%x00%h%x09%s', range);
	return log
		.split('\0')
		.filter((entry) => entry !== '')
		.map((entry) => {
			const [head = '', ...files] = entry.split('\n').filter((line) => line !== '');
			const [hash = '', subject = ''] = head.split('\t');
			return { hash, subject, files };
		});
}

await runScript(async () => {
	const { write } = readOptions(usage, { options }).values;
	const tags = git('tag', '--list', 'v*', '--sort=-v:refname', '--merged', 'HEAD').split('\n');
	// Neither a candidate of a version nor any other tag.
	const last = tags.find((tag) => /^v\d+\.\d+\.\d+$/.test(tag));
	const manifest = readFileSync('package.json', 'utf8');
	const current: string = JSON.parse(manifest).version;
	if (!last) {
		throw new Error(`No version has a tag yet. The first one: git tag v${current}`);
	}
	const changes = readChanges(`${last}..HEAD`);
	if (changes.length === 0) return console.log(`Nothing since ${last}.`);
	const version = nextVersion(last.slice(1), changes);
	const notes = writeNotes(version, new Date().toISOString().slice(0, 10), changes);
	if (!write) return console.log(notes);
	const log = readFileSync('CHANGELOG.md', 'utf8');
	const at = log.indexOf('\n## ') + 1;
	writeFileSync('CHANGELOG.md', `${log.slice(0, at)}${notes}\n${log.slice(at)}`);
	writeFileSync(
		'package.json',
		manifest.replace(`"version": "${current}"`, `"version": "${version}"`)
	);
	console.log(`${version}: read CHANGELOG.md over, commit both files, then git tag v${version}`);
});
