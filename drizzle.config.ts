import { defineConfig } from 'drizzle-kit';
import { parseDatabaseUrl } from './src/lib/server/db/create-db.ts';
import { readDatabaseEnv } from './src/lib/server/env.ts';

const { DATABASE_URL, DATABASE_AUTH_TOKEN } = readDatabaseEnv();

export default defineConfig({
	dialect: 'turso',
	schema: './src/lib/server/db/schemas/index.ts',
	out: './migrations',
	dbCredentials: { url: parseDatabaseUrl(DATABASE_URL).url, authToken: DATABASE_AUTH_TOKEN },
	strict: true
});
