import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { eq } from 'drizzle-orm';
import { createDb } from '../../../src/lib/server/db/create-db.ts';
import { users } from '../../../src/modules/auth/models/z.user.ts';
import type { AppServer } from './server.ts';

type Db = ReturnType<typeof createDb>;
export type Databased = Pick<AppServer, 'databaseUrl'>;

/** Does something in the server's database. */
export async function withDatabase<T>(
	{ databaseUrl }: Databased,
	work: (db: Db) => Promise<T>
): Promise<T> {
	const db = createDb(databaseUrl);
	try {
		return await work(db);
	} finally {
		db.$client.close();
	}
}

/** Does something there to the account of an address. @throws where there is none. */
export const withAccount = <T>(
	server: Databased,
	email: string,
	work: (db: Db, userId: string) => Promise<T>
): Promise<T> =>
	withDatabase(server, async (db) => {
		const [owner] = await db.select({ id: users.id }).from(users).where(eq(users.email, email));
		if (!owner) throw new Error(`There is no account of ${email}.`);
		return work(db, owner.id);
	});

/**
 * Lets this process leave the databases that it has closed: the library keeps their files open until what
 * it has compiled for them is collected, and a script that asks who uses one is told of us.
 */
export function leaveDatabases(): void {
	setFlagsFromString('--expose-gc');
	(runInNewContext('gc') as () => void)();
}
