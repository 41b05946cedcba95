import { eq } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import { db } from '@/server/db/client';
import { securityEvents } from '$modules/activity/models/z.security-event';
import { profiles } from '$modules/profile/models/z.profile';
import { openBrowser } from '$tests/app';
import { createUser } from '$tests/factories';
import { mailAbout, mailsTo } from '$tests/mails';
import {
	beginSignUp,
	isSignedIn,
	newAddress,
	openSession,
	PASSWORD,
	signedInPerson,
	signIn
} from '$tests/people';
import { features } from '../../../../features';
import { users } from '../../models/z.user';
import { eraseClosedAccounts } from './erase-closed-accounts';

afterEach(() => void vi.useRealTimers());

const DAY = 24 * 60 * 60 * 1000;
let names = 0;

/** A person with a public profile who has just closed the account. */
async function closedPerson() {
	const username = `walker${String.fromCharCode(97 + names++)}`;
	const user = await createUser({
		email: newAddress(),
		password: PASSWORD,
		profile: { username, visibility: 'public' }
	});
	const [browser, elsewhere] = [openBrowser(), openBrowser()];
	await openSession(user.id, browser);
	await openSession(user.id, elsewhere);
	expect((await browser.get(`/u/${username}`)).status).toBe(200);
	const answer = await browser.post('/settings/account?/delete');
	return { user, email: user.email, username, browser, elsewhere, answer };
}

/** A browser that has signed in to the closed account. */
async function atTheDoor(email: string) {
	const browser = openBrowser();
	const answer = await signIn(browser, email, PASSWORD, '/settings/profile');
	expect(answer.headers.get('location')).toBe('/account-closed');
	return browser;
}

test('closing signs out everywhere, hides the profile and tells the owner', async () => {
	const { email, username, browser, elsewhere, answer } = await closedPerson();
	expect([answer.status, answer.headers.get('location')]).toEqual([303, '/']);
	expect(await isSignedIn(browser)).toBe(false);
	expect(await isSignedIn(elsewhere)).toBe(false);
	expect((await openBrowser().get(`/u/${username}`)).status).toBe(404);
	expect((await mailAbout(email, 'is closed')).text).toContain('/not-me?token=');
});

test('address and username stay taken', async () => {
	const { email, username } = await closedPerson();
	await beginSignUp({ email });
	expect((await mailAbout(email, 'already have')).text).not.toContain('token=');
	const other = await signedInPerson();
	const claim = await other.browser.post('/settings/profile?/update', { username });
	expect(claim.status).toBe(400);
});

test('a sign-in ends on a page that opens nothing else, and reopens it as it was', async () => {
	const { user, email, username } = await closedPerson();
	const browser = await atTheDoor(email);
	expect(browser.jar.get('session')).toBeUndefined();
	expect(await isSignedIn(browser)).toBe(false);
	expect(await (await browser.get('/account-closed')).text()).toContain(email);

	const reopened = await browser.post('/account-closed?/reopen');
	expect([reopened.status, reopened.headers.get('location')]).toEqual([303, '/']);
	expect(await isSignedIn(browser)).toBe(true);
	expect((await openBrowser().get(`/u/${username}`)).status).toBe(200);
	expect(await mailAbout(email, 'open again')).toBeDefined();
	expect(
		await db.$count(securityEvents, eq(securityEvents.userId, user.id))
	).toBeGreaterThanOrEqual(3);
	expect((await browser.post('/account-closed?/reopen')).status).toBe(400);
});

test('only the browser that signed in can reopen it, for ten minutes', async () => {
	const { email } = await closedPerson();
	const browser = await atTheDoor(email);
	expect((await openBrowser().post('/account-closed?/reopen')).status).toBe(400);
	const guess = openBrowser();
	guess.jar.set('pending', 'A'.repeat(43));
	expect((await guess.post('/account-closed?/reopen')).status).toBe(400);
	vi.setSystemTime(Date.now() + 11 * 60 * 1000);
	expect((await browser.post('/account-closed?/reopen')).status).toBe(400);
	expect(await (await browser.get('/account-closed')).text()).not.toContain(email);
});

test('a session that was begun at the same moment opens nothing', async () => {
	const { user } = await closedPerson();
	const browser = openBrowser();
	await openSession(user.id, browser);
	expect(await isSignedIn(browser)).toBe(false);
});

test('it is erased after 14 days, with all that hangs on it', async () => {
	const { user, email, username } = await closedPerson();
	await mailsTo(email);
	await eraseClosedAccounts(features, new Date(Date.now() + 14 * DAY - 60_000));
	expect(await db.$count(users, eq(users.id, user.id))).toBe(1);
	await eraseClosedAccounts(features, new Date(Date.now() + 14 * DAY + 60_000));
	expect(await db.$count(users, eq(users.id, user.id))).toBe(0);
	expect(await db.$count(profiles, eq(profiles.userId, user.id))).toBe(0);
	expect(await db.$count(securityEvents, eq(securityEvents.userId, user.id))).toBe(0);
	expect((await signIn(openBrowser(), email, PASSWORD)).status).toBe(400);
	const other = await signedInPerson();
	expect((await other.browser.post('/settings/profile?/update', { username })).status).toBe(303);
});

test('of erasing and reopening at the same moment exactly one happens', async () => {
	for (let round = 0; round < 5; round += 1) {
		const { user, email } = await closedPerson();
		const doors = await Promise.all([atTheDoor(email), atTheDoor(email), atTheDoor(email)]);
		const later = new Date(Date.now() + 15 * DAY);
		const [, ...answers] = await Promise.all([
			eraseClosedAccounts(features, later),
			...doors.map((browser) => browser.post('/account-closed?/reopen'))
		]);
		const opened = answers.filter(({ status }) => status === 303).length;
		const left = await db.select().from(users).where(eq(users.id, user.id));
		expect([opened, left.length]).toEqual(left.length === 1 ? [1, 1] : [0, 0]);
		if (left[0]) expect(left[0].closedAt).toBeNull();
	}
});

test("extra fields don't close anybody else's account", async () => {
	const victim = await createUser({ email: newAddress() });
	const { browser } = await signedInPerson();
	await browser.post('/settings/account?/delete', { userId: victim.id, id: victim.id });
	const row = await db.select().from(users).where(eq(users.id, victim.id)).get();
	expect(row?.closedAt).toBeNull();
});
