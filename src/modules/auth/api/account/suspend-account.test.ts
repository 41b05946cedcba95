import { eq } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import { db } from '@/server/db/client';
import { siteName } from '@/site';
import { listEvents } from '$modules/activity/api/list-events';
import { openBrowser } from '$tests/app';
import { lastMailTo, mailAbout, mailsTo, tokenIn } from '$tests/mails';
import {
	beginSignUp,
	beginSignUpWithMail,
	isSignedIn,
	newAddress,
	openSession,
	OTHER_PASSWORD,
	PASSWORD,
	signedInPerson,
	signIn
} from '$tests/people';
import { addApp, waitForStep } from '$tests/second-factor';
import { sessions } from '../../models/z.session';
import { users } from '../../models/z.user';
import { changeAddress, emailOf, undoToken, useLink } from '../recovery/recovery.fixture';
import { createAccount } from '../sign-up/create-account';
import { deleteUnsettledAccounts } from './delete-unsettled-accounts';
import { liftSuspension, suspendAccount } from './suspend-account';
import { atThePage, client, DAY, here, suspendedPerson, visiblePerson } from './suspended.fixture';

afterEach(() => void vi.useRealTimers());

const rowOf = (userId: string) => db.select().from(users).where(eq(users.id, userId)).get();
const recordOf = async (userId: string) =>
	(await listEvents({ userId })).events.map(({ type }) => type);
const statusOf = async (path: string, browser = openBrowser()) => (await browser.get(path)).status;

test('suspending signs out everywhere, hides profile and picture, and tells the owner once', async () => {
	const { userId, email, browser, profile, picture } = await visiblePerson();
	const elsewhere = openBrowser();
	await openSession(userId, elsewhere);
	expect([await statusOf(profile), await statusOf(picture)]).toEqual([200, 200]);

	const now = new Date();
	expect(await suspendAccount({ userId, client, now })).toBeTruthy();
	expect(await suspendAccount({ userId, client })).toBeNull();
	expect((await rowOf(userId))?.suspendedAt).toEqual(now);
	expect(await db.$count(sessions, eq(sessions.userId, userId))).toBe(0);
	expect([await isSignedIn(browser), await isSignedIn(elsewhere)]).toEqual([false, false]);
	// As unknown ones are, for the browser that was its owner's too.
	expect([await statusOf(profile), await statusOf(picture, browser)]).toEqual([404, 404]);
	expect(await recordOf(userId)).toEqual(['account-suspended']);
	const { subject, text } = await lastMailTo(email);
	expect(subject).toBe(`Your ${siteName} account is suspended`);
	expect(text).toContain('delete the account: sign in');
	expect(text).not.toContain('token=');
	expect(await mailsTo(email)).toHaveLength(1);
});

test('lifting gives everything back but the sessions, and says so', async () => {
	const { userId, email, browser, profile, picture } = await suspendedPerson();
	const waiting = await atThePage(email);
	expect(await liftSuspension({ userId, client })).toBeTruthy();
	expect(await liftSuspension({ userId, client })).toBeNull();

	expect([await statusOf(profile), await statusOf(picture)]).toEqual([200, 200]);
	expect(await isSignedIn(browser)).toBe(false);
	expect((await waiting.post(`${here}?/close`)).status).toBe(400);
	expect((await rowOf(userId))?.closedAt).toBeNull();
	const again = await signIn(browser, email, PASSWORD, '/settings/profile');
	expect(again.headers.get('location')).toBe('/settings/profile');
	expect(await isSignedIn(browser)).toBe(true);
	expect(await recordOf(userId)).toContain('suspension-lifted');
	const mail = await mailAbout(email, 'no longer suspended');
	expect(mail.text).toContain('as it was before');
	expect(mail.text).not.toContain('closed');
});

test('what was lifted or suspended again before its mail went out is not told of', async () => {
	const { userId, email } = await visiblePerson();
	await suspendAccount({ userId, client });
	await liftSuspension({ userId, client });
	expect((await mailsTo(email)).map(({ subject }) => subject)).toEqual([
		`Your ${siteName} account is no longer suspended`
	]);
});

test('of an account that is not there says so', async () => {
	const userId = crypto.randomUUID();
	expect(await suspendAccount({ userId, client })).toBeNull();
	expect(await liftSuspension({ userId, client })).toBeNull();
});

test('a closed one that is suspended is not reopened, is erased in its time, and is closed when that is lifted', async () => {
	const { userId, email, browser, profile } = await visiblePerson();
	expect((await browser.post('/settings/account?/delete')).status).toBe(303);
	const atTheDoor = openBrowser();
	await signIn(atTheDoor, email, PASSWORD);
	expect(await (await atTheDoor.get('/account-closed')).text()).toContain(email);
	const closedAt = (await rowOf(userId))?.closedAt;

	await suspendAccount({ userId, client });
	expect((await mailAbout(email, 'is suspended')).text).toContain('it will be erased');
	expect((await atTheDoor.post('/account-closed?/reopen')).status).toBe(400);
	const page = await (await atThePage(email, atTheDoor)).get(here);
	expect(await page.text()).toContain('It is closed as well');
	expect((await atTheDoor.post('/account-closed?/reopen')).status).toBe(400);
	expect((await rowOf(userId))?.closedAt).toEqual(closedAt);

	await liftSuspension({ userId, client });
	expect(await statusOf(profile)).toBe(404);
	const mail = await mailAbout(email, 'no longer suspended');
	expect(mail.text).toContain('you can reopen it');
	expect((await signIn(atTheDoor, email, PASSWORD)).headers.get('location')).toBe(
		'/account-closed'
	);
	expect((await atTheDoor.post('/account-closed?/reopen')).status).toBe(303);
	expect(await statusOf(profile)).toBe(200);
});

test('a reset sets the password and opens nothing', async () => {
	const { userId, email, profile } = await suspendedPerson();
	await openBrowser().post('/forgot-password', { email });
	const token = tokenIn(await mailAbout(email, 'password'));
	const browser = openBrowser();
	const reset = await browser.post('/reset-password', { token, password: OTHER_PASSWORD });
	expect([reset.status, reset.headers.get('location')]).toEqual([303, '/sign-in']);
	expect(browser.jar.get('session')).toBeUndefined();
	expect((await signIn(openBrowser(), email, PASSWORD)).status).toBe(400);
	const answer = await signIn(browser, email, OTHER_PASSWORD);
	expect(answer.headers.get('location')).toBe(here);
	expect(await statusOf(profile)).toBe(404);
	expect((await rowOf(userId))?.suspendedAt).not.toBeNull();
});

test('links that were mailed before are void, but those that take something back', async () => {
	const { user, email: left, browser } = await signedInPerson();
	const userId = user.id;
	await changeAddress(browser, newAddress());
	await browser.post('/settings/account?/changeEmail', { email: newAddress() });
	await openBrowser().post('/forgot-password', { email: (await rowOf(userId))!.email });
	const reset = tokenIn(await mailAbout((await rowOf(userId))!.email, 'password'));
	const undo = await undoToken(left);

	await suspendAccount({ userId, client });
	const password = OTHER_PASSWORD;
	const used = await openBrowser().post('/reset-password', { token: reset, password });
	expect(used.status).toBe(400);
	const back = openBrowser();
	expect((await useLink('undo', undo, back)).status).toBe(303);
	expect(await emailOf(userId)).toBe(left);
	expect(back.jar.get('session')).toBeUndefined();
	expect((await rowOf(userId))?.suspendedAt).not.toBeNull();
	// Taking it back ends in a link for a new password, and that before the page.
	const token = tokenIn(await mailAbout(left, 'yours again'));
	expect((await back.post('/reset-password', { token, password })).status).toBe(303);
	expect((await signIn(back, left, password)).headers.get('location')).toBe(here);
});

test('a not-me link takes a closing back, not the suspension', async () => {
	const { userId, email, browser, profile } = await visiblePerson();
	await browser.post('/settings/account?/delete');
	const notMe = tokenIn(await mailAbout(email, 'is closed'));
	await suspendAccount({ userId, client });
	const back = openBrowser();
	expect((await useLink('not-me', notMe, back)).status).toBe(303);
	const row = await rowOf(userId);
	expect([row?.closedAt, row?.suspendedAt]).toEqual([null, expect.any(Date)]);
	expect(await statusOf(profile)).toBe(404);
	expect(await isSignedIn(back)).toBe(false);
});

test('address and username stay taken, and a sign-up is told what any known address is', async () => {
	const { email, profile } = await suspendedPerson();
	await beginSignUp({ email });
	expect((await mailAbout(email, 'already have')).text).not.toContain('token=');
	const other = await signedInPerson();
	const claim = { username: profile.slice('/u/'.length) };
	expect((await other.browser.post('/settings/profile?/update', claim)).status).toBe(400);
});

test('one that never had a way in is not begun anew to get round it', async () => {
	const email = newAddress();
	const wayIn = { method: 'passkey' } as const;
	const now = new Date(Date.now() - 30 * DAY);
	const begun = await db.transaction((tx) => createAccount({ email, wayIn, client, now }, tx));
	const { userId } = begun!;
	await suspendAccount({ userId, client });
	await deleteUnsettledAccounts();
	const { mail, browser } = await beginSignUpWithMail({ email });
	const answer = await browser.post('/sign-up/verify?/token', { token: tokenIn(mail) });
	expect(answer.headers.get('location')).toBe(here);
	expect(browser.jar.get('session')).toBeUndefined();
	expect((await rowOf(userId))?.suspendedAt).not.toBeNull();
});

test('a session that was begun at the same moment opens nothing', async () => {
	const { userId, picture } = await suspendedPerson();
	const browser = openBrowser();
	await openSession(userId, browser);
	expect(await isSignedIn(browser)).toBe(false);
	const data = await browser.get('/settings/profile/__data.json');
	expect(await data.json()).toMatchObject({ type: 'redirect' });
	expect((await browser.post('/settings/profile?/update', { displayName: 'Ada' })).status).toBe(
		303
	);
	expect(await statusOf('/settings/account/export', browser)).toBe(303);
	expect(await statusOf(picture, browser)).toBe(404);
});

test('of suspending and signing in at once no session is left', async () => {
	for (let round = 0; round < 3; round += 1) {
		const { userId, email } = await visiblePerson();
		const browsers = [1, 2, 3, 4].map(() => openBrowser());
		const [suspended, ...answers] = await Promise.all([
			new Promise((resolve) => setTimeout(resolve, 10 * round)).then(() =>
				suspendAccount({ userId, client })
			),
			...browsers.map((browser) => signIn(browser, email, PASSWORD, '/settings/profile'))
		]);
		expect(suspended).toBeTruthy();
		for (const { status } of answers) expect(status).toBe(303);
		expect(await db.$count(sessions, eq(sessions.userId, userId))).toBe(0);
		for (const browser of browsers) expect(await isSignedIn(browser)).toBe(false);
	}
});

test('a second step that was asked for before it ends with it', async () => {
	const { userId, email } = await visiblePerson();
	const app = await addApp(userId);
	const browser = openBrowser();
	const step = await waitForStep(browser, email);
	await suspendAccount({ userId, client });
	expect((await step.post('totp', { code: app.code() })).status).toBe(400);
	expect(browser.jar.get('session')).toBeUndefined();
});

test('the same second step posted twice lands on the page twice', async () => {
	const { userId, email } = await suspendedPerson();
	const app = await addApp(userId);
	const browser = openBrowser();
	const step = await waitForStep(browser, email);
	const fields = { code: app.code(), trustDevice: 'on' };
	for (const answer of await Promise.all([step.post('totp', fields), step.post('totp', fields)])) {
		expect(answer.headers.get('location')).toBe(here);
	}
	expect(browser.jar.get('device')).toBeUndefined();
	expect(await (await browser.get(here)).text()).toContain(email);
});
