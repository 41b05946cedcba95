import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, inject } from 'vitest';
import { startLibsqlServer } from './libsql-server/index.ts';

// Read anew for each test file (setup.ts): each has its own copy of the migrated database.
const folder = inject('databaseFolder');
const template = join(folder, 'template.db');
const own = join(folder, crypto.randomUUID());
const transport = process.env.TEST_DATABASE;

async function startServer(): Promise<string> {
	const { url, wsUrl, stop } = await startLibsqlServer({ template, folder: own });
	afterAll(stop);
	return transport === 'ws' ? wsUrl : url;
}

function copyTemplate(): string {
	copyFileSync(template, `${own}.db`);
	return `file:${own}.db`;
}

/** Where the tests' database is: a file, or a server over `http` or `ws`, as TEST_DATABASE says. */
export const databaseUrl = transport ? await startServer() : copyTemplate();
