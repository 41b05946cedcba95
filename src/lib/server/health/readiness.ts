import { db } from '../db/client';
import { pendingMigrations } from '../db/migrations';
import { log } from '../log';
import { StartupError } from '../startup-error';

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

/** Stops the start on a database that lacks migrations, or does not answer. */
export async function assertMigrated(): Promise<void> {
	const pending = await pendingMigrations(db.$client).catch((error: unknown) => {
		throw new StartupError('The database of DATABASE_URL does not answer', error);
	});
	if (pending.length === 0) return;
	throw new StartupError(
		`The database lacks ${pending.length} migration(s): ${pending.join(', ')}. Run: npx -y pnpm@12 db:migrate`
	);
}
