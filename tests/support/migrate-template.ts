import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import { drizzle } from 'drizzle-orm/libsql';
import { migrate } from 'drizzle-orm/libsql/migrator';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
	interface ProvidedContext {
		/** Folder with the migrated `template.db` that every test file copies. */
		databaseFolder: string;
	}
}

/** Migrates one database for the whole run; copying a file is a hundred times faster than migrating. */
export default async function setup(project: TestProject) {
	const folder = mkdtempSync(join(tmpdir(), 'porchlight-unit-'));
	const client = createClient({ url: `file:${folder}/template.db` });
	await migrate(drizzle(client), { migrationsFolder: './migrations' });
	client.close();
	project.provide('databaseFolder', folder);
	return () => rmSync(folder, { recursive: true, force: true });
}
