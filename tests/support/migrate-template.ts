import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@libsql/client';
import type { TestProject } from 'vitest/node';
import { applyMigrations } from '../../src/lib/server/db/apply-migrations.ts';

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
	await applyMigrations(client);
	client.close();
	project.provide('databaseFolder', folder);
	return () => rmSync(folder, { recursive: true, force: true });
}
