import { eq } from 'drizzle-orm';
import { delayedRecoveries } from '../../../src/modules/auth/models/z.delayed-recovery.ts';
import { totps } from '../../../src/modules/auth/models/z.totp.ts';
import { withAccount, type Databased } from './database.ts';

/** Gives a person an app that nobody has any more. */
export const loseApp = (server: Databased, email: string) =>
	withAccount(server, email, (db, userId) => {
		const now = new Date();
		return db.insert(totps).values({ userId, sealed: 'lost', createdAt: now, confirmedAt: now });
	});

/** Begins a delayed recovery of a person, as somebody may do elsewhere. */
export const beginRecovery = (server: Databased, email: string) =>
	withAccount(server, email, async (db, userId) => {
		const now = new Date();
		await db.insert(totps).values({ userId, sealed: 'lost', createdAt: now, confirmedAt: now });
		const dueAt = new Date(now.getTime() + 48 * 60 * 60 * 1000);
		await db.insert(delayedRecoveries).values({ userId, requestedAt: now, startedAt: now, dueAt });
	});

/** Lets the time of a person's delayed recovery be over, and its last link mailed when it is asked for. */
export const passRecoveryDelay = (server: Databased, email: string) =>
	withAccount(server, email, (db, userId) => {
		const past = new Date(Date.now() - 1_000);
		const over = { startedAt: past, remindedAt: past, dueAt: past, offeredAt: past };
		return db.update(delayedRecoveries).set(over).where(eq(delayedRecoveries.userId, userId));
	});
