import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { getPerson } from '$modules/admin/api/get-person';
import { securityEvents } from '$modules/activity/models/z.security-event';
import { db } from '@/server/db/client';
import { openBrowser } from '$tests/app';
import { mailsTo } from '$tests/mails';
import { isSignedIn, openSession, PASSWORD, signedInPerson, signIn } from '$tests/people';
import { addApp } from '$tests/second-factor';
import { and, eq, gt } from 'drizzle-orm';
import { sessions } from '../../models/z.session';

const DAY = 24 * 60 * 60 * 1000;

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

/** Does something by a clock that is a month ahead, and is right again behind that. */
async function byWrongClock<T>(work: () => Promise<T>): Promise<T> {
	const right = Date.now();
	vi.setSystemTime(right + 30 * DAY);
	const done = await work();
	vi.setSystemTime(right);
	return done;
}

const aboutNewBrowsers = async (email: string) =>
	(await mailsTo(email)).filter(({ subject }) => subject.includes('New sign-in')).length;

test('a mail on a new browser from then silences none from now', async () => {
	const { email } = await signedInPerson();
	await byWrongClock(async () => {
		await signIn(openBrowser(), email, PASSWORD);
		expect(await aboutNewBrowsers(email)).toBe(1);
	});
	await signIn(openBrowser(), email, PASSWORD);
	expect(await aboutNewBrowsers(email)).toBe(2);
});

test('nor one on a wrong code', async () => {
	const { user, email } = await signedInPerson();
	await addApp(user.id);
	const guess = async () => {
		const thief = openBrowser();
		await signIn(thief, email, PASSWORD);
		await thief.post('/sign-in/second-factor?/totp', { code: '000000' });
		return (await mailsTo(email)).length;
	};
	expect(await byWrongClock(guess)).toBe(1);
	expect(await guess()).toBe(2);
	expect(await guess()).toBe(2);
});

test('a confirmation from then confirms nothing now', async () => {
	const { user } = await signedInPerson();
	const browser = openBrowser();
	await byWrongClock(() => openSession(user.id, browser));
	const response = await browser.post('/settings/account?/delete');
	expect(response.headers.get('location')).toMatch(/^\/confirm\?/);
});

test('a session from then ends two weeks after it was used now', async () => {
	const { user } = await signedInPerson();
	const browser = openBrowser();
	await byWrongClock(() => openSession(user.id, browser));
	expect(await isSignedIn(browser)).toBe(true);
	const now = new Date();
	const used = () =>
		db.$count(sessions, and(eq(sessions.userId, user.id), gt(sessions.lastUsedAt, now)));
	// Noted behind the answer.
	await vi.waitFor(async () => expect(await used()).toBe(0));
	vi.setSystemTime(now.getTime() + 14 * DAY + 1);
	expect(await isSignedIn(browser)).toBe(false);
});

test('a browser from then is new once somebody else was signed out', async () => {
	const { user, email } = await signedInPerson();
	const thief = openBrowser();
	await byWrongClock(() => signIn(thief, email, PASSWORD));
	const owner = openBrowser();
	await openSession(user.id, owner);
	expect((await owner.post('/settings/sessions?/revokeOthers')).status).toBe(303);
	const before = await aboutNewBrowsers(email);
	await signIn(thief, email, PASSWORD);
	expect(await aboutNewBrowsers(email)).toBe(before + 1);
});

test('a look at somebody from then leaves none from now unrecorded', async () => {
	const { user } = await signedInPerson();
	const by = { actor: crypto.randomUUID() };
	const look = () => getPerson({ userId: user.id, by });
	await byWrongClock(look);
	await look();
	await look();
	expect(await db.$count(securityEvents, eq(securityEvents.userId, user.id))).toBe(2);
});
