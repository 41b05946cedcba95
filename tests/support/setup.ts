import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';

// Each test file runs in its own process with its own copy of the migrated database.
const folder = inject('databaseFolder');
const file = join(folder, `${crypto.randomUUID()}.db`);
copyFileSync(join(folder, 'template.db'), file);

Object.assign(process.env, {
	DATABASE_URL: `file:${file}`,
	ORIGIN: 'http://localhost:3000',
	AUTH_SECRET: Buffer.alloc(32, 7).toString('base64'),
	LOG_LEVEL: 'silent'
});
