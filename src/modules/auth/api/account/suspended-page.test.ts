import { eq } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import { db } from '@/server/db/client';
import { securityEvents, type SecurityEventType } from '$modules/activity/models/z.security-event';
import { openBrowser } from '$tests/app';
import { createUser } from '$tests/factories';
import { mailAbout } from '$tests/mails';
import { isSignedIn, newAddress } from '$tests/people';
import { features } from '../../../../features';
import { pendingSignIns } from '../../models/z.pending-sign-in';
import { users } from '../../models/z.user';
import { eraseClosedAccounts } from './erase-closed-accounts';
import { atThePage, DAY, here, suspendedPerson, waitAtThePage } from './suspended.fixture';

afterEach(() => void vi.useRealTimers());

const archive = `${here}/export`;
const rowOf = (userId: string) => db.select().from(users).where(eq(users.id, userId)).get();
const countOf = async (userId: string, type: SecurityEventType) => {
	const rows = await db.select().from(securityEvents).where(eq(securityEvents.userId, userId));
	return rows.filter((row) => row.type === type).length;
};

/** A suspended person and a browser that waits at the page. */
async function waitingPerson() {
	const person = await suspendedPerson();
	return { ...person, browser: await waitAtThePage(person.userId) };
}

test('a sign-in ends on the page, which says so, is not stored, and opens nothing else', async () => {
	const { email } = await suspendedPerson();
	const browser = await atThePage(email);
	expect(browser.jar.get('session')).toBeUndefined();
	expect(browser.jar.get('known')).toBeUndefined();
	const page = await browser.get(here);
	expect(page.headers.get('cache-control')).toBe('no-store');
	const text = await page.text();
	expect(text).toContain('Your account is suspended');
	expect(text).toContain(email);
	expect(text).toMatch(/<a[^>]*href="\/">Go to the start page/);
	expect(await isSignedIn(browser)).toBe(false);

	expect((await browser.post('/account-closed?/reopen')).status).toBe(400);
	expect(await (await browser.get('/account-closed')).text()).not.toContain(email);
	expect((await browser.post('/sign-in/second-factor?/totp', { code: '123456' })).status).toBe(400);
	expect(await (await browser.get('/sign-in/second-factor')).text()).not.toContain(email);
	expect((await browser.get('/settings/account/export')).headers.get('location')).toMatch(
		/^\/sign-in\?/
	);
});

test('only the browser that signed in has any of it, for ten minutes', async () => {
	const { userId, email } = await suspendedPerson();
	const step = await waitAtThePage(userId);
	await db
		.update(pendingSignIns)
		.set({ reason: 'second-factor' })
		.where(eq(pendingSignIns.userId, userId));
	const guess = openBrowser();
	guess.jar.set('pending', 'A'.repeat(43));
	const late = await waitAtThePage(userId);
	for (const other of [openBrowser(), guess, step, late]) {
		if (other === late) vi.setSystemTime(Date.now() + 11 * 60 * 1000);
		expect((await other.post(`${here}?/close`)).status).toBe(400);
		expect(await (await other.get(here)).text()).not.toContain(email);
		const download = await other.get(archive);
		expect([download.status, download.headers.get('location')]).toEqual([303, here]);
		expect((await other.send(archive, { method: 'HEAD' })).status).toBe(303);
	}
	expect((await rowOf(userId))?.closedAt).toBeNull();
	expect(await countOf(userId, 'exported')).toBe(0);
});

test('gives the archive five times a day, to nobody who follows a link from elsewhere', async () => {
	const { userId, email, browser } = await waitingPerson();
	const crossed = await browser.get(archive, { headers: { 'sec-fetch-site': 'cross-site' } });
	expect([crossed.status, crossed.headers.get('location')]).toEqual([303, here]);
	expect((await browser.send(archive, { method: 'HEAD' })).status).toBe(200);
	expect(await countOf(userId, 'exported')).toBe(0);
	for (let time = 0; time < 5; time += 1) {
		const response = await browser.get(archive);
		expect([response.status, response.headers.get('content-type')]).toEqual([
			200,
			'application/zip'
		]);
		expect(response.headers.get('cache-control')).toBe('no-store');
		const text = await response.text();
		expect(text).toContain(email);
		expect(text).toContain((await rowOf(userId))!.suspendedAt!.toISOString());
	}
	const refused = await browser.get(archive);
	expect(refused.status).toBe(429);
	expect(refused.headers.get('retry-after')).toMatch(/^\d+$/);
	expect(await refused.text()).toContain(`href="${here}"`);
	expect(await countOf(userId, 'exported')).toBe(5);
	const page = await browser.get(`${archive}-later?status=429&retryAfter=60`);
	expect([page.status, page.headers.get('location')]).toEqual([303, here]);
});

test('closing begins the 14 days, once, and takes nothing else away', async () => {
	const { userId, email, browser } = await waitingPerson();
	const posts = await Promise.all([1, 2, 3].map(() => browser.post(`${here}?/close`)));
	for (const { status, headers } of posts) {
		expect([status, headers.get('location')]).toEqual([303, here]);
	}
	expect(await countOf(userId, 'account-closed')).toBe(1);
	const { text } = await mailAbout(email, 'is closed');
	expect(text).toContain('signing in does not reopen it');
	expect(text).toContain('/not-me?token=');
	const page = await (await browser.get(here)).text();
	expect(page).toContain('It is closed as well');
	expect(page).not.toContain('?/close');
	expect((await browser.get(archive)).status).toBe(200);

	await eraseClosedAccounts(features, new Date(Date.now() + 14 * DAY - 60_000));
	expect(await rowOf(userId)).toBeDefined();
	await eraseClosedAccounts(features, new Date(Date.now() + 14 * DAY + 60_000));
	expect(await rowOf(userId)).toBeUndefined();
});

test('one that is being erased has nothing to be had', async () => {
	const { userId, email, browser } = await waitingPerson();
	const going = { closedAt: new Date(), erasingAt: new Date() };
	await db.update(users).set(going).where(eq(users.id, userId));
	expect((await browser.get(archive)).status).toBe(303);
	expect((await browser.post(`${here}?/close`)).status).toBe(400);
	expect(await (await browser.get(here)).text()).not.toContain(email);
});

test("extra fields don't close anybody else's account", async () => {
	const victim = await createUser({ email: newAddress() });
	const { browser } = await waitingPerson();
	await browser.post(`${here}?/close`, { userId: victim.id, id: victim.id });
	expect((await rowOf(victim.id))?.closedAt).toBeNull();
});
