/** `pnpm db:generate`: the migration of what was changed in the models. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MIGRATIONS_FOLDER } from '../src/lib/server/db/migrations.ts';
import { nameMigration } from './lib/name-migration.ts';
import { prepareAliases } from './lib/prepare-sources.ts';
import { readOptions } from './lib/read-options.ts';
import { runCommand } from './lib/run-command.ts';
import { runScript, UsageError } from './lib/run-script.ts';

const usage = `Usage: npx -y pnpm@12 db:generate [NAME] [--custom]
Writes into migrations/ what brings a database to the models as they are now, and nothing where they have
not changed. NAME, which --name takes too, is words of small letters with _ between, "notes_pinned": it says
what changes. Without one the migration is called by the first thing that it does.
  --custom  an empty migration, to be written by hand; it wants a NAME
It asks whether something that is gone and something that is new are one thing that was renamed.`;

const journal = join(MIGRATIONS_FOLDER, 'meta/_journal.json');

function readTags(): string[] {
	const { entries }: { entries: { tag: string }[] } = JSON.parse(readFileSync(journal, 'utf8'));
	return entries.map(({ tag }) => tag);
}

/** Gives a migration its name: that of its file, by which the journal knows it. */
function rename(tag: string): string {
	const file = (name: string) => join(MIGRATIONS_FOLDER, `${name}.sql`);
	const named = `${tag.split('_')[0]}_${nameMigration(readFileSync(file(tag), 'utf8'))}`;
	renameSync(file(tag), file(named));
	writeFileSync(
		journal,
		readFileSync(journal, 'utf8').replace(`"${tag}"`, () => `"${named}"`)
	);
	return named;
}

await runScript(async () => {
	const options = {
		name: { type: 'string' },
		custom: { type: 'boolean', default: false }
	} as const;
	const { values, positionals } = readOptions(usage, { options, allowPositionals: true });
	const [name, ...more] = [...positionals, ...(values.name === undefined ? [] : [values.name])];
	if (more.length > 0 || (values.custom && name === undefined)) throw new UsageError(usage);
	if (name !== undefined && !/^[a-z][a-z\d]*(?:_[a-z\d]+)*$/.test(name)) {
		throw new UsageError(`"${name}" is no name for a migration.\n\n${usage}`);
	}
	await prepareAliases();
	const before = new Set(readTags());
	const given = [...(name ? ['--name', name] : []), ...(values.custom ? ['--custom'] : [])];
	const code = await runCommand('drizzle-kit', ['generate', ...given], { asks: true });
	if (code !== 0) throw new Error(`drizzle-kit generate ended with ${code}.`);
	const made = readTags().find((tag) => !before.has(tag));
	if (made === undefined) return;
	const tag = name === undefined ? rename(made) : made;
	console.log(
		`migrations/${tag}.sql: read it over, and commit it with the model and migrations/meta.`
	);
});
