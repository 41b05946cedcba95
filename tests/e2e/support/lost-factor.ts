import { eq } from 'drizzle-orm';
import { createDb } from '../../../src/lib/server/db/create-db.ts';
import { delayedRecoveries } from '../../../src/modules/auth/models/z.delayed-recovery.ts';
import { totps } from '../../../src/modules/auth/models/z.totp.ts';
import { users } from '../../../src/modules/auth/models/z.user.ts';
import type { AppServer } from './server.ts';

type Server = Pick<AppServer, 'databaseUrl'>;
type Db = ReturnType<typeof createDb>;

/** Does something in the server's database to the account of an address. */
async function withAccount(
	{ databaseUrl }: Server,
	email: string,
	work: (db: Db, userId: string) => Promise<unknown>
): Promise<void> {
	const db = createDb(databaseUrl);
	try {
		const owner = await db.select({ id: users.id }).from(users).where(eq(users.email, email)).get();
		if (!owner) throw new Error(`There is no account of ${email}.`);
		await work(db, owner.id);
	} finally {
		db.$client.close();
	}
}

/** Gives a person an app that nobody has any more. */
export const loseApp = (server: Server, email: string): Promise<void> =>
	withAccount(server, email, (db, userId) => {
		const now = new Date();
		return db.insert(totps).values({ userId, sealed: 'lost', createdAt: now, confirmedAt: now });
	});

/** Begins a delayed recovery of a person, as somebody may do elsewhere. */
export const beginRecovery = (server: Server, email: string): Promise<void> =>
	withAccount(server, email, async (db, userId) => {
		const now = new Date();
		await db.insert(totps).values({ userId, sealed: 'lost', createdAt: now, confirmedAt: now });
		const dueAt = new Date(now.getTime() + 48 * 60 * 60 * 1000);
		await db.insert(delayedRecoveries).values({ userId, requestedAt: now, startedAt: now, dueAt });
	});

/** Lets the time of a person's delayed recovery be over, and its last link mailed when it is asked for. */
export const passRecoveryDelay = (server: Server, email: string): Promise<void> =>
	withAccount(server, email, (db, userId) => {
		const past = new Date(Date.now() - 1_000);
		const over = { startedAt: past, remindedAt: past, dueAt: past, offeredAt: past };
		return db.update(delayedRecoveries).set(over).where(eq(delayedRecoveries.userId, userId));
	});
