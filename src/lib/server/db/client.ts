import { building } from '$app/environment';
import { readDatabaseEnv } from '../env.ts';
import { createDb } from './create-db.ts';

/** The building process imports route modules; it must not open, or create, the real database. */
const { DATABASE_URL, DATABASE_AUTH_TOKEN } = building
	? { DATABASE_URL: 'file::memory:', DATABASE_AUTH_TOKEN: undefined }
	: readDatabaseEnv();

export const db = createDb(DATABASE_URL, DATABASE_AUTH_TOKEN);
