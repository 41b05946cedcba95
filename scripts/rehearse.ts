/**
 * `pnpm rehearse COMMIT`: a fork that began at an earlier commit, with a feature and data of its
 * own, takes this version. Says what was in conflict and whether anything was lost.
 */
import { join } from 'node:path';
import { askGit } from './lib/ask-git.ts';
import { compareContents, readContents } from './lib/compare-data.ts';
import { addFeature, fillDatabase } from './lib/fill-fork.ts';
import { readOptions } from './lib/read-options.ts';
import { runScript, UsageError } from './lib/run-script.ts';
import { cloneFork, type Fork } from './lib/try-fork.ts';

const usage = `Usage: npx -y pnpm@12 rehearse COMMIT [--keep]
Clones this repository at an earlier commit or tag, adds the feature of examples/notes as a fork would,
fills a database, merges what is committed here (HEAD), writes the journal of migrations anew, migrates,
compares the data, and runs type check and the feature's tests. Takes some minutes.
  --keep  leaves the fork for a look at it`;

/** Where a fork has a line of its own in a list of ours; both lines stay. */
const lists = [
	'src/features.ts',
	'src/lib/server/db/schemas/index.ts',
	'project.inlang/settings.json'
];
const isJournal = (file: string) => file.startsWith('migrations/meta/');

/** Tests of the feature, and ours that hold for every feature. */
const tests = [
	'src/modules/notes',
	'src/modules/auth/api/account/export-complete.test.ts',
	'src/modules/auth/api/account/erase-in-steps.test.ts',
	'tests/unit/retention.test.ts',
	'tests/unit/migrations-beside-older.test.ts'
];

const say = (what: string) => console.log(`── ${what}`);
const install = [
	'npx',
	'-y',
	'pnpm@12',
	'install',
	'--frozen-lockfile',
	'--prefer-offline'
] as const;

/** Merges this version into the fork. @throws where more is in conflict than lists and journal. */
function takeVersion(fork: Fork, version: string): void {
	const merge = fork.attempt('git', 'merge', '--quiet', '--no-edit', version);
	if (merge.passed) return console.log('Nothing is in conflict.');
	const conflicts = fork.run('git', 'diff', '--name-only', '--diff-filter=U').trim().split('\n');
	console.log(`In conflict: ${conflicts.join(', ')}`);
	const others = conflicts.filter((file) => !lists.includes(file) && !isJournal(file));
	if (others.length > 0) throw new Error(`More than the lists and the journal:\n${merge.output}`);
	for (const file of lists.filter((name) => conflicts.includes(name))) {
		// Each side's lines stay, as whoever merges would leave them.
		fork.run('git', 'checkout', '--quiet', '--conflict=merge', '--', file);
		fork.run('sed', '-i', '-E', '/^(<{7}|={7}|>{7})/d', file);
	}
	console.log(fork.run('node', 'scripts/journal.ts').trim());
	fork.run('git', 'add', '--all');
	fork.run('git', 'commit', '--quiet', '--message', 'Take the new version');
}

async function rehearse(fork: Fork, version: string, databaseUrl: string): Promise<void> {
	say('The fork, with a feature of its own');
	fork.run(...install);
	const isWhole = addFeature(fork);
	await fillDatabase(fork, databaseUrl);
	const before = await readContents(databaseUrl);
	for (const [table, { rows }] of Object.entries(before))
		if (rows) console.log(`${table}: ${rows}`);

	say('Takes the new version');
	takeVersion(fork, version);
	fork.run(...install);
	fork.run('node', 'scripts/messages.ts');
	fork.run('svelte-kit', 'sync');

	say('Its database');
	console.log(fork.run('node', 'scripts/migrate.ts').trim());
	if (!fork.run('node', 'scripts/migrate.ts').includes('up to date')) {
		throw new Error('The second migration found something to do.');
	}
	const lost = compareContents(before, await readContents(databaseUrl));
	console.log(lost.join('\n') || 'Every table holds what it held.');

	say('Its code');
	const generated = fork.run('drizzle-kit', 'generate');
	if (!generated.includes('No schema changes')) throw new Error(generated);
	fork.run('svelte-check', '--tsconfig', './tsconfig.json');
	const some = isWhole ? tests : tests.slice(-1);
	fork.run('vitest', 'run', '--project', 'file', ...some);
	console.log(`No migration is missing, the types are right, and these pass:\n${some.join('\n')}`);
	if (lost.length > 0) throw new Error('The data is not what it was.');
}

await runScript(async () => {
	const options = { keep: { type: 'boolean' } } as const;
	const { values, positionals } = readOptions(usage, { options, allowPositionals: true });
	const [from, ...rest] = positionals;
	if (!from || rest.length > 0) throw new UsageError(usage);
	const version = askGit('.', 'rev-parse', 'HEAD')?.trim();
	const commit = askGit('.', 'rev-parse', '-q', '--verify', `${from}^{commit}`)?.trim();
	if (!version || !commit) throw new UsageError(`There is no commit ${from} here.`);
	const fork = cloneFork(commit, { DATABASE_URL: 'sqlite:./fork.db' });
	try {
		await rehearse(fork, version, `file:${join(fork.folder, 'fork.db')}`);
	} finally {
		if (values.keep) console.log(`The fork is in ${fork.folder}.`);
		else fork.remove();
	}
});
