import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { MIGRATIONS_FOLDER } from '../../src/lib/server/db/migrations.ts';
import { runCommand } from './run-command.ts';

/**
 * Whether the committed migrations make the schema of the code; prints what is wrong. Generated into a
 * copy: a migration that appears there is one that was forgotten.
 */
export async function checkMigrations(): Promise<boolean> {
	const copy = mkdtempSync(join('.svelte-kit', 'migrations-'));
	try {
		cpSync(MIGRATIONS_FOLDER, copy, { recursive: true });
		const schema = './src/lib/server/db/schemas/index.ts';
		const options = ['--dialect', 'turso', '--schema', schema, '--out', `./${relative('.', copy)}`];
		const code = await runCommand('drizzle-kit', ['generate', ...options], { quiet: true });
		const journal = 'meta/_journal.json';
		const before = readFileSync(join(MIGRATIONS_FOLDER, journal), 'utf8');
		const same =
			existsSync(join(copy, journal)) && readFileSync(join(copy, journal), 'utf8') === before;
		if (code === 0 && !same) {
			console.error('The schema has changed without a migration: run pnpm run db:generate.');
		}
		return code === 0 && same;
	} finally {
		rmSync(copy, { recursive: true, force: true });
	}
}
