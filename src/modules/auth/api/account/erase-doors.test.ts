import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { connect, newClaims, one, signInWith } from '$tests/providers';
import { openBrowser } from '$tests/app';
import { mailAbout, mailsTo, tokenIn } from '$tests/mails';
import {
	beginSignUp,
	isSignedIn,
	newAddress,
	openSession,
	OTHER_PASSWORD,
	PASSWORD,
	signedInPerson,
	signIn
} from '$tests/people';
import { securityEvents } from '$modules/activity/models/z.security-event';
import { db } from '@/server/db/client';
import { features } from '../../../../features';
import { users } from '../../models/z.user';
import { createOwnerMail } from '../mails/owner-mail';
import { changeAddress } from '../recovery/recovery.fixture';
import { completeSignIn } from '../sign-in/complete-sign-in';
import { createAccount } from '../sign-up/create-account';
import { getUser, getUserByEmail } from '../user/user-store';
import { eraseClosedAccounts } from './erase-closed-accounts';

const client = { address: '192.0.2.1', userAgent: 'Test/1.0' };
const DAY = 24 * 60 * 60 * 1000;
const rowOf = (userId: string) => db.select().from(users).where(eq(users.id, userId)).get();

/** Marks a closed account, as the first statement of its erasing does. */
const mark = (userId: string) =>
	db
		.update(users)
		.set({ closedAt: new Date(Date.now() - 15 * DAY), erasingAt: new Date() })
		.where(eq(users.id, userId));

/** A person with every way in there is, who has closed the account and come back to its door. */
async function closedPerson() {
	const { user, email: left, browser } = await signedInPerson();
	const userId = user.id;
	const email = `next.${left}`;
	await changeAddress(browser, email);
	const undo = tokenIn(await mailAbout(left, 'address was changed'));
	const claims = newClaims();
	await connect(userId, claims);
	expect((await browser.post('/settings/account?/delete')).status).toBe(303);
	const notMe = tokenIn(await mailAbout(email, 'is closed'));
	const waiting = openBrowser();
	expect((await signIn(waiting, email, PASSWORD)).headers.get('location')).toBe('/account-closed');
	await openBrowser().post('/forgot-password', { email });
	const reset = tokenIn(await mailAbout(email, 'password'));
	return { userId, email, claims, waiting, links: { undo, notMe, reset } };
}

/** The same, being erased: as after a crash between the mark and the end. */
async function goingPerson() {
	const person = await closedPerson();
	await mark(person.userId);
	const before = await db.$count(securityEvents, eq(securityEvents.userId, person.userId));
	/** Nothing came about: it is closed and going, and nobody did anything in it. */
	const isUntouched = async () => {
		const row = await rowOf(person.userId);
		expect([row?.closedAt, row?.erasingAt]).toEqual([expect.any(Date), expect.any(Date)]);
		const { userId } = person;
		expect(await db.$count(securityEvents, eq(securityEvents.userId, userId))).toBe(before);
	};
	return { ...person, isUntouched };
}

test('an account that is being erased opens by no password, as if nobody had the address', async () => {
	const { email, isUntouched } = await goingPerson();
	const known = await signIn(openBrowser(), email, PASSWORD);
	const unknown = await signIn(openBrowser(), newAddress(), PASSWORD);
	expect([known.status, unknown.status]).toEqual([400, 400]);
	const alert = async (page: Response) => /role="alert"[^]*?<\/p>/.exec(await page.text())?.[0];
	const sentence = await alert(unknown);
	expect(sentence).toBeDefined();
	expect(await alert(known)).toBe(sentence);
	await isUntouched();
});

test('nobody who has signed in to it before reopens it', async () => {
	const { email, waiting, isUntouched } = await goingPerson();
	expect(await (await waiting.get('/account-closed')).text()).not.toContain(email);
	expect((await waiting.post('/account-closed?/reopen')).status).toBe(400);
	expect(await isSignedIn(waiting)).toBe(false);
	await isUntouched();
});

test('no link from a mail finds it: neither undo nor not-me nor the one to a new password', async () => {
	const { links, isUntouched } = await goingPerson();
	for (const [page, token] of [
		['undo', links.undo],
		['not-me', links.notMe],
		['reset-password', links.reset]
	] as const) {
		const browser = openBrowser();
		expect((await browser.get(`/${page}?token=${token}`)).status, page).toBe(400);
		const answer = await browser.post(`/${page}`, { token, password: OTHER_PASSWORD });
		expect(answer.status, page).toBe(400);
	}
	await isUntouched();
});

test('an identity at a provider opens nothing, and is anybody’s once it is erased', async () => {
	const { userId, claims, isUntouched } = await goingPerson();
	const browser = openBrowser();
	expect((await signInWith(browser, claims)).headers.get('location')).toBe('/sign-up/address');
	expect(await isSignedIn(browser)).toBe(false);
	await isUntouched();

	await eraseClosedAccounts(features);
	expect(await rowOf(userId)).toBeUndefined();
	await signInWith(browser, claims);
	expect(await isSignedIn(browser)).toBe(true);
});

test('an identity with its address gets no account beside it', async () => {
	const { email, isUntouched } = await goingPerson();
	const browser = openBrowser();
	expect((await signInWith(browser, newClaims({ email }))).status).toBe(303);
	expect(await isSignedIn(browser)).toBe(false);
	await isUntouched();
});

test('a session that is left opens nothing', async () => {
	const { userId } = await goingPerson();
	const browser = openBrowser();
	await openSession(userId, browser);
	expect(await isSignedIn(browser)).toBe(false);
});

test('the one way in refuses it, whoever proved whatever', async () => {
	const { userId, isUntouched } = await goingPerson();
	const proof = { method: 'provider', provider: 'github' } as const;
	const signIn = { proof, newBrowser: false, client, now: new Date() };
	const outcome = await db.transaction(async (tx) =>
		completeSignIn({ ...signIn, user: await getUser({ userId }, tx) }, tx)
	);
	expect(outcome).toBeNull();
	await isUntouched();
});

test('its address is taken until it is gone: no account, no change to it, no reset', async () => {
	const { userId, email, isUntouched } = await goingPerson();
	const mailed = (await mailsTo(email)).length;
	await openBrowser().post('/forgot-password', { email });
	expect(await mailsTo(email)).toHaveLength(mailed);

	await beginSignUp({ email });
	expect((await mailAbout(email, 'not free yet')).text).not.toContain('token=');
	const wayIn = { method: 'password', passwordHash: 'x' } as const;
	const proved = { email, wayIn, client, now: new Date() };
	expect(await db.transaction((tx) => createAccount(proved, tx))).toBeNull();

	const other = await signedInPerson();
	await other.browser.post('/settings/account?/changeEmail', { email });
	expect((await mailsTo(email)).at(-1)?.subject).toContain('not free yet');
	await isUntouched();

	await eraseClosedAccounts(features);
	expect(await rowOf(userId)).toBeUndefined();
	expect(await db.transaction((tx) => createAccount(proved, tx))).toMatchObject({
		kind: 'session'
	});
});

test('nobody is told of it, and it is found neither by id nor by address', async () => {
	const { userId, email } = await goingPerson();
	expect(await getUser({ userId })).toBeNull();
	expect(await getUserByEmail({ email })).toBeNull();
	const mailed = (await mailsTo(email)).length;
	await createOwnerMail({ template: 'password-changed', userId, now: new Date() }, db);
	expect(await mailsTo(email)).toHaveLength(mailed);
});

test('a provider asked before the mark is answered after it: nothing opens', async () => {
	const { userId, claims } = await closedPerson();
	const browser = openBrowser();
	const left = await browser.post('/sign-in?/provider', { provider: 'one', redirectTo: '/' });
	const callback = one.approve(left.headers.get('location')!, claims);
	await mark(userId);
	expect((await browser.get(callback)).headers.get('location')).not.toBe('/account-closed');
	expect(await isSignedIn(browser)).toBe(false);
});

test('an account that is not due stays as it is', async () => {
	const { userId, waiting } = await closedPerson();
	await eraseClosedAccounts(features, new Date(Date.now() + 13 * DAY));
	expect((await rowOf(userId))?.erasingAt).toBeNull();
	expect((await waiting.post('/account-closed?/reopen')).status).toBe(303);
});
