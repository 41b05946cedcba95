import { expect, test } from 'vitest';
import { db } from '@/server/db/client';
import { openBrowser } from '$tests/app';
import { openSession } from '$tests/people';
import { delayedRecoveries } from '../../models/z.delayed-recovery';
import { createMailedToken } from '../token/token-store';
import { advanceDelayedRecoveries } from './advance-delayed-recoveries';
import { finish, linksOf, lostPerson, recoveryOf } from './delayed-recovery.fixture';

test('where the operator has not switched it on, there is none', async () => {
	const { userId, browser } = await lostPerson();
	expect((await browser.get('/recover')).status).toBe(404);
	expect((await browser.post('/recover')).status).toBe(404);
	expect(await recoveryOf(userId)).toBeUndefined();
});

test('switched off while one runs, it opens nothing, is no news to anybody, and goes', async () => {
	const { userId, email } = await lostPerson();
	const now = new Date();
	const times = { requestedAt: now, startedAt: now, remindedAt: now, dueAt: now, offeredAt: now };
	await db.insert(delayedRecoveries).values({ userId, ...times });
	const link = { purpose: 'recovery-finish', email, userId, now } as const;
	const token = await createMailedToken(link, db);
	expect((await openBrowser().get(`/recover/finish?token=${token}`)).status).toBe(400);
	expect((await finish(token)).status).toBe(400);

	const browser = openBrowser();
	await openSession(userId, browser);
	const page = await (await browser.get('/settings/profile')).text();
	expect(page).not.toContain('href="/recover/stop"');
	expect((await browser.post('/recover/stop')).status).toBe(400);
	await advanceDelayedRecoveries();
	expect([await recoveryOf(userId), await linksOf(userId)]).toEqual([undefined, 0]);
});
