import { answersAfter, LOOK_MS } from '../../src/lib/server/db/examine-database.ts';
import { migrateDatabase } from '../../src/lib/server/db/migrate-db.ts';
import { proveWrite } from '../../src/lib/server/db/migrations.ts';
import { within } from '../../src/lib/server/db/write-wait.ts';
import { StartupError } from '../../src/lib/server/startup-error.ts';
import type { Side } from './copy-sides.ts';
import { openToLook } from './look-at-migrations.ts';
import { SideError } from './open-side.ts';

/**
 * Makes the tables of the database that is copied into, and has it prove that it takes writes.
 * @throws SideError, or StartupError, in words for an operator.
 */
export async function prepareSide(side: Side): Promise<void> {
	const { target, token, named } = side;
	await migrateDatabase(target.url, token, undefined, named).catch((error: unknown) => {
		throw error instanceof StartupError ? error : new SideError(side, error);
	});
	const client = openToLook(side);
	await within(LOOK_MS, async () => {
		try {
			await proveWrite(client);
		} catch (error) {
			const stillReads = await answersAfter(error, client);
			throw new SideError(side, error, { canRead: true, stillReads });
		} finally {
			client.close();
		}
	});
}
