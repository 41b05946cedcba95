import { db } from './db/client';
import { pendingMigrations } from './db/migrations';
import { log } from './log';

type Readiness = {
	ready: boolean;
	database: 'ok' | 'unreachable';
	migrations: 'ok' | 'missing' | 'unknown';
};

/** Whether the database answers and has every migration of this version of the code. */
export async function checkReadiness(): Promise<Readiness> {
	try {
		const pending = await pendingMigrations(db.$client);
		if (pending.length === 0) return { ready: true, database: 'ok', migrations: 'ok' };
		return { ready: false, database: 'ok', migrations: 'missing' };
	} catch (error) {
		log.error({ err: error }, 'database unreachable');
		return { ready: false, database: 'unreachable', migrations: 'unknown' };
	}
}

/** Stops the start on a database that lacks migrations. */
export async function assertMigrated(): Promise<void> {
	const pending = await pendingMigrations(db.$client);
	if (pending.length === 0) return;
	const error = new Error(
		`The database lacks ${pending.length} migration(s): ${pending.join(', ')}. Run: npx -y pnpm@12 db:migrate`
	);
	error.name = 'StartupError';
	throw error;
}
