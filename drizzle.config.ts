import { defineConfig } from 'drizzle-kit';
import { parseDatabaseUrl } from '@/server/database-url.ts';
import { loadDotEnv } from './src/lib/server/dot-env.ts';
import { readDatabaseEnv } from './src/lib/server/env.ts';

loadDotEnv();
const { DATABASE_URL, DATABASE_AUTH_TOKEN } = readDatabaseEnv();

export default defineConfig({
	dialect: 'turso',
	schema: './src/lib/server/db/schemas/index.ts',
	out: './migrations',
	dbCredentials: { url: parseDatabaseUrl(DATABASE_URL).url, authToken: DATABASE_AUTH_TOKEN },
	strict: true
});
