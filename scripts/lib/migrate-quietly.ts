import { migrateDatabase } from '../../src/lib/server/db/migrate-db.ts';
import type { DatabaseEnv } from '../../src/lib/server/env.ts';

/** Applies the migrations that the database lacks, and says in one line which. */
export async function migrateQuietly({
	DATABASE_URL,
	DATABASE_AUTH_TOKEN
}: DatabaseEnv): Promise<void> {
	const applied = await migrateDatabase(DATABASE_URL, DATABASE_AUTH_TOKEN);
	const [first, last] = [applied[0], applied.at(-1)];
	if (first === undefined) return;
	const which = first === last ? first : `${applied.length} migrations, ${first} to ${last}`;
	console.log(`Applied ${which}.`);
}
