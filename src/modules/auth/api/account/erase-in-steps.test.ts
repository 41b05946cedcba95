import { eq, inArray, sql } from 'drizzle-orm';
import { expect, test, vi } from 'vitest';
import { db } from '@/server/db/client';
import { securityEvents } from '$modules/activity/models/z.security-event';
import { outbox } from '$modules/mail/models/z.outbox';
import { oauthTransactions } from '$modules/oauth/models/z.oauth-transaction';
import { avatars } from '$modules/profile/models/z.avatar';
import { openBrowser } from '$tests/app';
import { createUser, passkeyRow } from '$tests/factories';
import { newAddress, PASSWORD, signIn } from '$tests/people';
import { features } from '../../../../features';
import { delayedRecoveries } from '../../models/z.delayed-recovery';
import { emailChanges } from '../../models/z.email-change';
import { keptForms } from '../../models/z.kept-form';
import { pendingSignIns } from '../../models/z.pending-sign-in';
import { passkeys } from '../../models/z.passkey';
import { recoveryCodes, shownRecoveryCodes } from '../../models/z.recovery-code';
import { removedFactors } from '../../models/z.removed-factor';
import { sessions } from '../../models/z.session';
import { tokens } from '../../models/z.token';
import { totps } from '../../models/z.totp';
import { trustedDevices } from '../../models/z.trusted-device';
import { users } from '../../models/z.user';
import { eraseClosedAccounts } from './erase-closed-accounts';

const DAY = 24 * 60 * 60 * 1000;
const STEP = 50;

/** Every table whose rows hang on an account, whatever module it is of, as the database knows it. */
const owned = (
	await db.all<{ name: string }>(sql`
		select tables.name as name from sqlite_master as tables
		join pragma_foreign_key_list(tables.name) as refers on refers."table" = 'users'
		where tables.type = 'table' group by tables.name`)
).map(({ name }) => name);

const rows = <T>(count: number, row: (index: number) => T): T[] =>
	Array.from({ length: count }, (_, index) => row(index));

/** An account, closed for longer than its time, with more of everything than a step holds. */
async function largeAccount({ events = 320, others = 60 } = {}) {
	const email = newAddress();
	const user = await createUser({ email, password: PASSWORD });
	const userId = user.id;
	const now = new Date();
	const until = { createdAt: now, expiresAt: new Date(now.getTime() + DAY) };
	const id = () => crypto.randomUUID();
	const sessionId = id();
	const used = { createdAt: now, lastUsedAt: now, confirmedAt: now };
	const session = { userId, method: 'password', userAgent: '', ...used } as const;
	await db
		.insert(sessions)
		.values([sessionId, ...rows(others, id)].map((id) => ({ id, ...session })));
	const proof = { reason: 'closed', method: 'password', newBrowser: false } as const;
	await db
		.insert(pendingSignIns)
		.values(rows(others, () => ({ id: id(), userId, ...proof, expiresAt: until.expiresAt })));
	const form = { userId, sessionId, action: '/', sealed: '', expiresAt: until.expiresAt };
	await db.insert(keptForms).values(rows(others, () => form));
	const way = { provider: 'one', purpose: 'connect', redirectTo: '/' } as const;
	await db
		.insert(oauthTransactions)
		.values(rows(others, () => ({ id: id(), userId, sessionId, ...way, ...until })));
	await db.insert(passkeys).values(rows(others, () => passkeyRow({ userId })));
	const app = { userId, sealed: 'x', createdAt: now, confirmedAt: now };
	await db.insert(totps).values(app);
	await db
		.insert(recoveryCodes)
		.values(rows(others, () => ({ hash: id(), userId, createdAt: now })));
	await db.insert(shownRecoveryCodes).values({ userId, sealed: 'x', ...until });
	const device = { userId, userAgent: '', rotatedAt: now, ...until };
	await db.insert(trustedDevices).values(rows(others, () => ({ hash: id(), ...device })));
	const removed = { userId, kind: 'totp', sealed: 'x', removedAt: now, ...until } as const;
	await db.insert(removedFactors).values(rows(others, () => removed));
	await db.insert(delayedRecoveries).values({ userId, requestedAt: now });
	const token = { purpose: 'not-me', userId, email, ...until } as const;
	await db.insert(tokens).values(rows(others, () => ({ hash: id(), ...token })));
	const change = { userId, oldEmail: email, newEmail: email, changedAt: now };
	await db.insert(emailChanges).values(rows(others, () => ({ ...change, ...until })));
	await db.insert(avatars).values({ userId, bytes: Buffer.from('x'), createdAt: now });
	const mail = { template: 'password-changed', locale: 'en', createdAt: now } as const;
	await db
		.insert(outbox)
		.values([
			...rows(others, () => ({ ...mail, recipient: email, nextAttemptAt: now })),
			...rows(others, () => ({ ...mail, recipient: 'x', subjectId: userId, nextAttemptAt: now }))
		]);
	const event = { userId, type: 'signed-in', ipAddress: '192.0.2.1', userAgent: '' } as const;
	await db.insert(securityEvents).values(rows(events, () => ({ ...event, createdAt: now })));
	await db
		.update(users)
		.set({ closedAt: new Date(now.getTime() - 15 * DAY) })
		.where(eq(users.id, userId));
	return { userId, email };
}

/** Every statement that deletes, with the rows that it took; `before` runs before each. */
function watchDeletes(before: (sql: string) => Promise<void> | void = () => {}) {
	const execute = db.$client.execute.bind(db.$client) as (statement: {
		sql: string;
	}) => ReturnType<typeof db.$client.execute>;
	const deletes: { table: string; rows: number }[] = [];
	vi.spyOn(db.$client, 'execute').mockImplementation((async (statement: { sql: string }) => {
		const table = /^delete from "(\w+)"/.exec(statement.sql)?.[1];
		if (table) await before(table);
		const result = await execute(statement);
		if (table) deletes.push({ table, rows: result.rowsAffected });
		return result;
	}) as typeof db.$client.execute);
	return deletes;
}

const countOf = async (userId: string) => {
	let left = 0;
	for (const table of owned) {
		left += await db.$count(sql.identifier(table), sql`user_id = ${userId}`);
	}
	return left;
};

test('an account is erased a few rows at a time, and itself last, when nothing hangs on it', async () => {
	const { userId, email } = await largeAccount();
	const total = await countOf(userId);
	let left = -1;
	const deletes = watchDeletes(async (table) => {
		if (table === 'users') left = await countOf(userId);
	});
	await eraseClosedAccounts(features);
	vi.restoreAllMocks();

	expect(Math.max(...deletes.map(({ rows }) => rows))).toBe(STEP);
	// Each row went by a statement of its own table: none was dragged along by another's end.
	const own = deletes.filter(({ table }) => table !== 'outbox' && table !== 'users');
	expect(own.reduce((sum, { rows }) => sum + rows, 0)).toBe(total);
	expect(left).toBe(0);
	expect(deletes.at(-1)).toEqual({ table: 'users', rows: 1 });
	expect(await db.$count(users, eq(users.id, userId))).toBe(0);
	expect(await db.$count(outbox, inArray(outbox.recipient, [email, 'x']))).toBe(0);
	const erased = new Set(deletes.map(({ table }) => table));
	// A new table that refers to accounts needs a place in the order of erasing.
	expect(owned.filter((name) => !erased.has(name))).toEqual([]);
});

test("everybody else's writes get in between", async () => {
	const { userId } = await largeAccount({ events: 500, others: 1 });
	const counts: number[] = [];
	const erasing = eraseClosedAccounts(features);
	let isDone = false;
	const others = (async () => {
		while (!isDone) {
			await db.update(users).set({ email: newAddress() }).where(eq(users.id, 'nobody'));
			counts.push(await db.$count(securityEvents, eq(securityEvents.userId, userId)));
			await new Promise((resolve) => setTimeout(resolve, 1));
		}
	})();
	await erasing;
	isDone = true;
	await others;
	const between = new Set(counts.filter((count) => count > 0 && count < 500));
	expect(between.size).toBeGreaterThan(3);
});

test('what a crash interrupts stays closed, and goes on at the next housekeeping', async () => {
	const { userId, email } = await largeAccount();
	let statements = 0;
	watchDeletes(() => {
		if ((statements += 1) === 12) throw new Error('the process ends');
	});
	await expect(eraseClosedAccounts(features)).rejects.toThrow('delete from');
	vi.restoreAllMocks();
	const left = await countOf(userId);
	expect(left).toBeGreaterThan(0);
	expect((await signIn(openBrowser(), email, PASSWORD)).status).toBe(400);
	const row = await db.select().from(users).where(eq(users.id, userId)).get();
	expect(row?.erasingAt).toBeInstanceOf(Date);

	// Whatever the clock says by then: the mark counts.
	await eraseClosedAccounts(features, new Date(Date.now() - 30 * DAY));
	expect(await countOf(userId)).toBe(0);
	expect(await db.$count(users, eq(users.id, userId))).toBe(0);
});

test('no step reads a table from end to end', async () => {
	await largeAccount({ events: 1, others: 1 });
	const execute = vi.spyOn(db.$client, 'execute');
	await eraseClosedAccounts(features);
	const asked = execute.mock.calls.map(([statement]: unknown[]) => statement as { sql: string });
	vi.restoreAllMocks();
	const changes = asked.filter(({ sql }) => /^(delete|update|select)\b/.test(sql));
	expect(changes.length).toBeGreaterThan(owned.length);
	for (const { sql, ...statement } of changes) {
		const { rows } = await db.$client.execute({ ...statement, sql: `explain query plan ${sql}` });
		const plan = rows.map(({ detail }) => String(detail));
		expect(
			plan.filter((detail) => detail.startsWith('SCAN')),
			sql
		).toEqual([]);
	}
});

test('an account that cannot be erased now keeps no other waiting', async () => {
	const closedAt = new Date(Date.now() - 15 * DAY);
	const [stuck, other] = [
		await createUser({ email: newAddress() }),
		await createUser({ email: newAddress() })
	];
	const both = inArray(users.id, [stuck.id, other.id]);
	await db.update(users).set({ closedAt }).where(both);
	const broken = {
		name: 'broken',
		async erase({ userId }: { userId: string }) {
			if (userId === stuck.id) throw new Error('Not now');
		}
	};
	await expect(eraseClosedAccounts([...features, broken])).rejects.toThrow('Not now');
	expect((await db.select({ id: users.id }).from(users).where(both)).map(({ id }) => id)).toEqual([
		stuck.id
	]);
	await eraseClosedAccounts(features);
	expect(await db.$count(users, both)).toBe(0);
});
