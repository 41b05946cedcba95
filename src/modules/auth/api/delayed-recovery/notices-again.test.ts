import { setTimeout as sleep } from 'node:timers/promises';
import { eq, lte } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { db } from '@/server/db/client';
import { leaveAddress } from '$tests/factories';
import { deliverMails, mailsTo } from '$tests/mails';
import { mailPreparers } from '$modules/auth/api/entry/mail-preparers';
import { createMailWorker } from '$modules/mail/api/worker/create-mail-worker';
import { outbox } from '$modules/mail/models/z.outbox';
import { features } from '../../../../features';
import { delayedRecoveries } from '../../models/z.delayed-recovery';
import { emailChanges } from '../../models/z.email-change';
import { users } from '../../models/z.user';
import { advanceDelayedRecoveries } from './advance-delayed-recoveries';
import { HOUR, lostPerson, pass, recoveryOf, startRecovery } from './delayed-recovery.fixture';

// Read at the first request.
vi.hoisted(() => (process.env.RECOVERY_DELAY_HOURS = '48'));

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

const MINUTE = 60_000;

test('an address that was left gets the first notice once, though the account’s own is blocked', async () => {
	const { userId, email, browser } = await lostPerson();
	const left = await leaveAddress({ id: userId, email });
	await db.update(users).set({ mailBlockedAt: new Date() }).where(eq(users.id, userId));
	await startRecovery(browser);
	for (let minute = 0; minute < 10; minute += 1) await pass(MINUTE);
	expect(await mailsTo(email)).toHaveLength(0);
	expect(await mailsTo(left)).toHaveLength(1);
});

test('an address that was left gets the reminder once, though the account’s own is blocked by then', async () => {
	const { userId, email, browser } = await lostPerson();
	const left = await leaveAddress({ id: userId, email });
	await startRecovery(browser);
	await db.update(users).set({ mailBlockedAt: new Date() }).where(eq(users.id, userId));
	await pass(24 * HOUR);
	for (let minute = 0; minute < 10; minute += 1) await pass(MINUTE);
	expect((await mailsTo(left)).map(({ subject }) => subject)).toHaveLength(2);
});

test('a recovery whose reminder cannot be sent is forgotten after a week', async () => {
	const { userId, browser } = await lostPerson();
	await startRecovery(browser);
	await db.update(users).set({ mailBlockedAt: new Date() }).where(eq(users.id, userId));
	await pass(24 * HOUR);
	await pass(24 * HOUR);
	for (let week = 0; week < 8; week += 1) await pass(7 * 24 * HOUR);
	expect(await recoveryOf(userId)).toBeUndefined();
});

test('a mail server that refuses the own address for good brings no mail a minute to the one left', async () => {
	const { userId, email, browser } = await lostPerson();
	const left = await leaveAddress({ id: userId, email });
	await browser.post('/recover');
	const taken: string[] = [];
	const worker = createMailWorker({
		prepare: mailPreparers(features),
		deliver: async ({ to }) => {
			if (to !== email) return void taken.push(to);
			const refusal = new Error('550 5.1.1 no such user');
			throw Object.assign(refusal, {
				command: 'RCPT TO',
				responseCode: 550,
				response: '550 5.1.1 no'
			});
		},
		now: () => new Date()
	});
	for (let minute = 0; minute < 30; minute += 1) {
		vi.setSystemTime(Date.now() + MINUTE);
		// A lease ends in a minute of this clock: no mail may be on its way when it goes on.
		do {
			worker.wake();
			await sleep(2);
		} while ((await db.$count(outbox, lte(outbox.nextAttemptAt, new Date()))) > 0);
		await advanceDelayedRecoveries();
	}
	await worker.stop();
	await db.delete(outbox);
	expect(taken.filter((to) => to === left)).toHaveLength(1);
	await deliverMails();
});

/** Has every mail that waits given up, as after a day without a mail server. */
const giveUp = () =>
	db
		.update(outbox)
		.set({ givenUpAt: new Date(), nextAttemptAt: new Date(Date.now() + 168 * HOUR) });

/** How many of its notices are in the outbox, those given up included. */
const unsentOf = async (userId: string) => {
	const { id } = (await recoveryOf(userId)) ?? { id: '' };
	return db.$count(outbox, eq(outbox.subjectId, id));
};

test('notices that could not be sent are asked for anew at once, then once a day, until one goes out', async () => {
	const { userId, email, browser } = await lostPerson();
	const block = (mailBlockedAt: Date | null) =>
		db.update(users).set({ mailBlockedAt }).where(eq(users.id, userId));
	await block(new Date());
	await startRecovery(browser);
	await block(null);
	await pass(23 * HOUR);
	expect(await mailsTo(email)).toHaveLength(0);
	await pass(HOUR);
	await pass(0);
	expect(await mailsTo(email)).toHaveLength(1);
	expect((await recoveryOf(userId))?.dueAt?.getTime()).toBe(Date.now() + 48 * HOUR);

	await block(new Date());
	await pass(24 * HOUR);
	await block(null);
	await pass(23 * HOUR);
	expect(await mailsTo(email)).toHaveLength(1);
	await pass(HOUR);
	expect(await mailsTo(email)).toHaveLength(2);
	await pass(23 * HOUR);
	expect(await recoveryOf(userId)).toMatchObject({ offeredAt: null });
	await pass(HOUR);
	expect((await recoveryOf(userId))?.offeredAt).toBeInstanceOf(Date);
});

test.each([
	['first', 0, 20],
	['second', 1, 30]
])(
	'where the %s notices of all addresses were given up, each gets one when it can be sent',
	async (notices, before, hours) => {
		const { userId, email, browser } = await lostPerson();
		const left = await leaveAddress({ id: userId, email });
		if (notices === 'first') await browser.post('/recover');
		else {
			await startRecovery(browser);
			vi.setSystemTime(Date.now() + 24 * HOUR);
			await advanceDelayedRecoveries();
		}
		await giveUp();
		for (let hour = 0; hour < hours; hour += 1) await pass(HOUR);
		expect(await mailsTo(email)).toHaveLength(before + 1);
		expect(await mailsTo(left)).toHaveLength(before + 1);
		expect(await unsentOf(userId)).toBe(0);
	}
);

test('an address that is no longer kept for the account gets none anew', async () => {
	const { userId, email, browser } = await lostPerson();
	const left = await leaveAddress({ id: userId, email });
	await browser.post('/recover');
	await giveUp();
	await db.delete(emailChanges).where(eq(emailChanges.userId, userId));
	await pass(0);
	expect([await mailsTo(email), await mailsTo(left)].map(({ length }) => length)).toEqual([1, 0]);
});

test('five looks at once ask for them once', async () => {
	const { userId, email, browser } = await lostPerson();
	const left = await leaveAddress({ id: userId, email });
	await startRecovery(browser);
	await db.update(users).set({ mailBlockedAt: new Date() }).where(eq(users.id, userId));
	vi.setSystemTime(Date.now() + 24 * HOUR);
	await Promise.all(Array.from({ length: 5 }, () => advanceDelayedRecoveries()));
	expect(await unsentOf(userId)).toBe(2);
	await deliverMails();
	await Promise.all(Array.from({ length: 5 }, () => advanceDelayedRecoveries()));
	expect(await unsentOf(userId)).toBe(0);
	expect(await mailsTo(left)).toHaveLength(2);
});

test('weeks in which nothing runs make it forget nothing whose notices were not tried', async () => {
	const { userId, email, browser } = await lostPerson();
	await browser.post('/recover');
	vi.setSystemTime(Date.now() + 21 * 24 * HOUR);
	await advanceDelayedRecoveries();
	expect(await recoveryOf(userId)).toBeDefined();
	await db.delete(outbox);
	await advanceDelayedRecoveries();
	await pass(0);
	expect((await recoveryOf(userId))?.dueAt?.getTime()).toBe(Date.now() + 48 * HOUR);

	// The reminder is asked for weeks late, and sent after weeks more.
	vi.setSystemTime(Date.now() + 21 * 24 * HOUR);
	await advanceDelayedRecoveries();
	vi.setSystemTime(Date.now() + 21 * 24 * HOUR);
	await advanceDelayedRecoveries();
	expect(await recoveryOf(userId)).toMatchObject({ remindedAt: null, offeredAt: null });
	await pass(0);
	expect(await mailsTo(email)).toHaveLength(2);
	expect((await recoveryOf(userId))?.dueAt?.getTime()).toBe(Date.now() + 24 * HOUR);

	const other = await lostPerson();
	await startRecovery(other.browser);
	await db.update(users).set({ mailBlockedAt: new Date() }).where(eq(users.id, other.userId));
	await pass(21 * 24 * HOUR);
	await pass(6 * 24 * HOUR);
	expect(await recoveryOf(other.userId)).toMatchObject({ remindedAt: null, offeredAt: null });
	await pass(2 * 24 * HOUR);
	expect(await recoveryOf(other.userId)).toBeUndefined();
});

test('one of the version before, whose reminder could not be sent, asks for it once more and ends', async () => {
	const { userId, email, browser } = await lostPerson();
	const left = await leaveAddress({ id: userId, email });
	await startRecovery(browser);
	const mailBlockedAt = new Date();
	await db.update(users).set({ mailBlockedAt }).where(eq(users.id, userId));
	await pass(24 * HOUR);
	const old = { toldAgainAt: null, reminderAskedAt: null };
	await db.update(delayedRecoveries).set(old).where(eq(delayedRecoveries.userId, userId));
	for (let minute = 0; minute < 10; minute += 1) await pass(MINUTE);
	expect(await mailsTo(left)).toHaveLength(3);
	await pass(8 * 24 * HOUR);
	expect(await recoveryOf(userId)).toBeUndefined();
});
