import { appendFileSync, cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import type { Fork } from './try-fork.ts';

const model = 'src/modules/notes/models/z.note.ts';

/**
 * Adds what `examples/notes` shows to a fork and commits it. Before features were folders a fork had a
 * table at the least: then that alone.
 * @returns whether it is the whole feature.
 */
export function addFeature(fork: Fork): boolean {
	const isWhole = existsSync(join(fork.folder, 'examples/notes'));
	if (isWhole) fork.run('node', 'scripts/generate.ts', 'feature', 'notes');
	else addTable(fork);
	fork.run('git', 'add', '--all');
	fork.run('git', 'commit', '--quiet', '--message', 'Add notes');
	return isWhole;
}

function addTable(fork: Fork): void {
	const file = join(fork.folder, model);
	cpSync(join('examples/notes', model), file, { recursive: true });
	const schema = join(fork.folder, 'src/lib/server/db/schemas/index.ts');
	appendFileSync(schema, `export * from '../../../../modules/notes/models/z.note.ts';\n`);
	fork.run('node', 'scripts/messages.ts');
	fork.run('svelte-kit', 'sync');
	fork.run('drizzle-kit', 'generate', '--name', 'notes');
}

/** Migrates the fork's database and makes people up in it, each with a note. */
export async function fillDatabase(fork: Fork, databaseUrl: string): Promise<void> {
	fork.run('node', 'scripts/migrate.ts');
	fork.run('node', 'scripts/seed.ts', '--users', '300');
	const client = createClient({ url: databaseUrl });
	try {
		await client.execute(`insert into notes (id, user_id, text, created_at)
			select 'own-' || id, id, 'kept before ' || email, created_at from users`);
	} finally {
		client.close();
	}
}
