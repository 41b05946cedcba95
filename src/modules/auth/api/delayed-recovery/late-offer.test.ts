import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { and, eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { openBrowser } from '$tests/app';
import { leaveAddress } from '$tests/factories';
import { deliverMails, mailsTo } from '$tests/mails';
import { newAddress } from '$tests/people';
import { tokens } from '../../models/z.token';
import { users } from '../../models/z.user';
import { advanceDelayedRecoveries } from './advance-delayed-recoveries';
import {
	awaitRecovery,
	finish,
	HOUR,
	lastToken,
	linksOf,
	lostPerson,
	pass,
	recoveryOf,
	startRecovery,
	stop,
	stopToken,
	waitInBrowser
} from './delayed-recovery.fixture';

// Read at the first request.
vi.hoisted(() => (process.env.RECOVERY_DELAY_HOURS = '48'));

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

test('after downtime the last link is good for seven days from when it could be sent', async () => {
	const { userId, email, browser } = await lostPerson();
	await startRecovery(browser);
	await pass(24 * HOUR);
	// Nothing runs when the time is over, nor for eight days more.
	await pass((24 + 8 * 24) * HOUR);
	const token = await lastToken(email);
	await pass(HOUR);
	expect(await recoveryOf(userId)).toBeDefined();
	expect((await finish(token)).status).toBe(303);
});

test('one that waits while nothing runs is good for seven days from when it is sent', async () => {
	const { userId, email, browser } = await lostPerson();
	await startRecovery(browser);
	await pass(24 * HOUR);
	vi.setSystemTime(Date.now() + 24 * HOUR);
	await advanceDelayedRecoveries();
	expect((await recoveryOf(userId))?.offeredAt).toBeInstanceOf(Date);
	vi.setSystemTime(Date.now() + 8 * 24 * HOUR);
	await advanceDelayedRecoveries();
	const token = await lastToken(email);
	await pass(7 * 24 * HOUR - 1);
	expect((await openBrowser().get(`/recover/finish?token=${token}`)).status).toBe(200);
	await pass(1);
	expect([await recoveryOf(userId), await linksOf(userId)]).toEqual([undefined, 0]);
	expect((await finish(token)).status).toBe(400);
});

test('one that is mailed again in the last moment, and is sent after it, ends with the first too', async () => {
	const person = await lostPerson();
	await awaitRecovery(person);
	const { offeredAt } = (await recoveryOf(person.userId))!;
	const mails = (await mailsTo(person.email)).length;
	vi.setSystemTime(offeredAt!.getTime() + 7 * 24 * HOUR - 1);
	await (await waitInBrowser(person.userId)).post('/recover');
	// A second later the worker has its turn.
	await pass(1000);
	expect(await mailsTo(person.email)).toHaveLength(mails);
	await pass(0);
	expect(await recoveryOf(person.userId)).toBeUndefined();
});

test('one to an address that the account has no more begins no other week, and is not sent', async () => {
	const { userId, email, browser } = await lostPerson();
	await startRecovery(browser);
	await pass(24 * HOUR);
	vi.setSystemTime(Date.now() + 24 * HOUR);
	await advanceDelayedRecoveries();
	const { offeredAt } = (await recoveryOf(userId))!;
	await db.update(users).set({ email: newAddress() }).where(eq(users.id, userId));
	vi.setSystemTime(Date.now() + 8 * 24 * HOUR);
	await deliverMails();
	expect(await recoveryOf(userId)).toMatchObject({ offeredAt });
	const finishing = and(eq(tokens.email, email), eq(tokens.purpose, 'recovery-finish'));
	expect(await db.$count(tokens, finishing)).toBe(0);
});

test('the veto of an address that was left is good as long as the recovery runs', async () => {
	const { userId, email, browser } = await lostPerson();
	const left = await leaveAddress({ id: userId, email });
	await startRecovery(browser);
	const veto = await stopToken(left);
	// Nothing runs for a month.
	await pass(31 * 24 * HOUR);
	await pass(24 * HOUR);
	expect(await lastToken(email)).toBeTruthy();
	await stop(veto);
	expect(await recoveryOf(userId)).toBeUndefined();
});

test('one that is mailed again ends with the first, and none is mailed after that', async () => {
	const person = await lostPerson();
	const { userId, email } = person;
	const first = await awaitRecovery(person);
	await pass(6 * 24 * HOUR);
	expect((await (await waitInBrowser(userId)).post('/recover')).status).toBe(303);
	const again = await lastToken(email);
	expect(again).not.toBe(first);
	await pass(24 * HOUR - 1);
	for (const token of [first, again]) {
		expect((await openBrowser().get(`/recover/finish?token=${token}`)).status).toBe(200);
	}
	vi.setSystemTime(Date.now() + 1);
	const mails = (await mailsTo(email)).length;
	expect((await (await waitInBrowser(userId)).post('/recover')).status).toBe(303);
	expect(await mailsTo(email)).toHaveLength(mails);
	for (const token of [first, again]) expect((await finish(token)).status).toBe(400);
	await advanceDelayedRecoveries();
	expect(await recoveryOf(userId)).toBeUndefined();
});
