import { eq } from 'drizzle-orm';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { db } from '@/server/db/client';
import { siteName } from '@/site';
import { openBrowser } from '$tests/app';
import { createPasskeyRow } from '$tests/factories';
import { mailAbout, mailsTo, tokenIn } from '$tests/mails';
import {
	isSignedIn,
	newAddress,
	openSession,
	OTHER_PASSWORD,
	PASSWORD,
	signedInPerson,
	signIn
} from '$tests/people';
import * as configured from '$modules/oauth/api/get-provider';
import { oauthAccounts } from '../../models/z.oauth-account';
import { passkeys } from '../../models/z.passkey';
import { passwords } from '../../models/z.password';
import { sessions } from '../../models/z.session';
import { users } from '../../models/z.user';
import { recordEvent } from '$modules/activity/api/record-event';
import { createOwnerMail } from '../mails/owner-mail';
import { completeSignIn } from '../sign-in/complete-sign-in';
import { getUser } from '../user/user-store';
import { changeAddress, DAY, emailOf, robbedPerson, undoToken, useLink } from './recovery.fixture';

afterEach(() => void vi.useRealTimers());
afterEach(() => void vi.restoreAllMocks());

async function reset(email: string, password: string) {
	await openBrowser().post('/forgot-password', { email });
	const token = tokenIn(await mailAbout(email, `Set a new ${siteName} password`));
	return openBrowser().post('/reset-password', { token, password });
}

const connect = (userId: string, provider: string, createdAt: Date) =>
	db
		.insert(oauthAccounts)
		.values({ userId, provider, issuer: provider, subject: crypto.randomUUID(), createdAt });

describe('a thief who changes the address', () => {
	test('loses to the undo link, even after a reset of the password', async () => {
		const { userId, email, thief, thiefEmail } = await robbedPerson();
		expect((await reset(thiefEmail, OTHER_PASSWORD)).status).toBe(303);
		const again = openBrowser();
		expect((await signIn(again, thiefEmail, OTHER_PASSWORD)).status).toBe(303);

		const token = await undoToken(email);
		const page = await openBrowser().get(`/undo?token=${token}`);
		expect(await page.text()).toContain(thiefEmail);
		const undone = await useLink('undo', token);
		expect([undone.status, undone.headers.get('location')]).toEqual([303, '/sign-in']);

		expect(await emailOf(userId)).toBe(email);
		for (const browser of [thief, again]) expect(await isSignedIn(browser)).toBe(false);
		expect(await db.$count(sessions, eq(sessions.userId, userId))).toBe(0);
		for (const address of [email, thiefEmail]) {
			for (const password of [PASSWORD, OTHER_PASSWORD]) {
				expect((await signIn(openBrowser(), address, password)).status).toBe(400);
			}
		}
		const link = tokenIn(await mailAbout(email, 'yours again'));
		const password = 'copper sail orchard 77';
		expect((await openBrowser().post('/reset-password', { token: link, password })).status).toBe(
			303
		);
		expect((await signIn(openBrowser(), email, password)).status).toBe(303);
	});

	test('cannot use what was mailed to their address afterwards', async () => {
		const { email, thiefEmail } = await robbedPerson();
		await reset(thiefEmail, OTHER_PASSWORD);
		const notMe = tokenIn(await mailAbout(thiefEmail, 'password was changed'));
		await openBrowser().post('/forgot-password', { email: thiefEmail });
		const open = tokenIn(await mailAbout(thiefEmail, `Set a new ${siteName} password`));
		await useLink('undo', await undoToken(email));
		expect((await useLink('not-me', notMe)).status).toBe(400);
		expect(
			(await openBrowser().post('/reset-password', { token: open, password: PASSWORD })).status
		).toBe(400);
	});

	test('loses a chain of changes to the first link, whoever pulls first', async () => {
		const { userId, email, thief, thiefEmail } = await robbedPerson();
		const third = newAddress();
		await changeAddress(thief, third);
		const [ownersLink, thiefsLink] = [await undoToken(email), await undoToken(thiefEmail)];

		expect((await useLink('undo', thiefsLink)).status).toBe(303);
		expect(await emailOf(userId)).toBe(thiefEmail);
		expect((await useLink('undo', ownersLink)).status).toBe(303);
		expect(await emailOf(userId)).toBe(email);
	});

	test('cannot come forward again once the first link was used', async () => {
		const { userId, email, thief, thiefEmail } = await robbedPerson();
		await changeAddress(thief, newAddress());
		const [ownersLink, thiefsLink] = [await undoToken(email), await undoToken(thiefEmail)];
		expect((await useLink('undo', ownersLink)).status).toBe(303);
		expect((await useLink('undo', thiefsLink)).status).toBe(400);
		expect(await emailOf(userId)).toBe(email);
	});

	test('cannot void the first link by a sign-in that began before the change', async () => {
		const { user, email, browser } = await signedInPerson();
		const began = new Date(Date.now() - 1000);
		const thiefEmail = newAddress();
		await changeAddress(browser, thiefEmail);
		// Its hash took so long that it ends, and tells the owner, after the change.
		const client = { address: '192.0.2.1', userAgent: 'Test/1.0' };
		const account = await getUser({ userId: user.id });
		await db.transaction((tx) =>
			completeSignIn(
				{ user: account, proof: { method: 'password' }, newBrowser: true, client, now: began },
				tx
			)
		);
		const token = tokenIn(await mailAbout(thiefEmail, 'New sign-in'));
		expect((await useLink('not-me', token)).status).toBe(303);
		expect(await emailOf(user.id)).toBe(thiefEmail);
		expect((await useLink('undo', await undoToken(email))).status).toBe(303);
		expect(await emailOf(user.id)).toBe(email);
	});

	test('gets nothing back once the owner has changed the address back', async () => {
		const { user, email, browser } = await signedInPerson();
		const [thiefEmail, third] = [newAddress(), newAddress()];
		await changeAddress(browser, thiefEmail);
		await browser.post('/settings/security?/changePassword', {
			currentPassword: PASSWORD,
			newPassword: OTHER_PASSWORD
		});
		await changeAddress(browser, third);
		const links = [
			['undo', await undoToken(thiefEmail)],
			['not-me', tokenIn(await mailAbout(thiefEmail, 'password was changed'))]
		] as const;
		const start = Date.now();
		vi.setSystemTime(start + 1000);
		await changeAddress(browser, email);
		for (const [page, token] of links) expect((await useLink(page, token)).status).toBe(400);
		const told = await mailAbout(third, 'address was changed');
		expect(told.text).toContain(email);
		expect(told.text).not.toContain('token=');
		expect(await emailOf(user.id)).toBe(email);
	});

	test('goes with the owner’s own links, after the owner has changed the address back', async () => {
		const { user, email, browser } = await signedInPerson();
		const start = Date.now();
		for (const minute of [1, 2]) {
			vi.setSystemTime(start + minute * 60_000);
			await changeAddress(browser, newAddress());
			await connect(user.id, `thief ${minute}`, new Date());
			vi.setSystemTime(start + minute * 60_000 + 1000);
			expect((await changeAddress(browser, email)).status).toBe(303);
		}
		const links = (await mailsTo(email)).filter(({ text }) => text.includes('/undo?token='));
		expect(links).toHaveLength(2);
		const ways = () => db.$count(oauthAccounts, eq(oauthAccounts.userId, user.id));
		for (const [index, left] of [
			[1, 1],
			[0, 0]
		] as const) {
			expect((await useLink('undo', tokenIn(links[index]!))).status).toBe(303);
			expect(await ways()).toBe(left);
		}
	});

	test('loses the ways in that were added since, the owner keeps those from before', async () => {
		vi.spyOn(configured, 'hasProviders').mockReturnValue(true);
		const { user, email, browser } = await signedInPerson();
		const userId = user.id;
		await connect(userId, 'before', new Date(Date.now() - DAY));
		await createPasskeyRow({ userId, name: 'Before', createdAt: new Date(Date.now() - DAY) });
		await changeAddress(browser, newAddress());
		await connect(userId, 'since', new Date());
		await createPasskeyRow({ userId, name: 'Since' });
		await useLink('undo', await undoToken(email));
		const left = await db.select().from(oauthAccounts).where(eq(oauthAccounts.userId, user.id));
		expect(left.map(({ provider }) => provider)).toEqual(['before']);
		const keys = await db.select().from(passkeys).where(eq(passkeys.userId, userId));
		expect(keys.map(({ name }) => name)).toEqual(['Before']);
		const { text } = await mailAbout(email, 'yours again');
		expect(text).toContain(
			'recovery codes and connected accounts that were added meanwhile were removed'
		);
		expect(text).toContain('http://localhost:3000/settings/security');
		expect(await db.$count(passwords, eq(passwords.userId, user.id))).toBe(0);
	});

	test('does not escape by closing the account', async () => {
		const { userId, email, thief } = await robbedPerson();
		expect((await thief.post('/settings/account?/delete')).status).toBe(303);
		await useLink('undo', await undoToken(email));
		const user = await db.select().from(users).where(eq(users.id, userId)).get();
		expect(user).toMatchObject({ email, closedAt: null });
	});
});

describe('the undo link', () => {
	test('works once, of 20 posts at the same moment too', async () => {
		const { userId, email } = await robbedPerson();
		const token = await undoToken(email);
		const answers = await Promise.all(Array.from({ length: 20 }, () => useLink('undo', token)));
		expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
		expect((await useLink('undo', token)).status).toBe(400);
		expect(await emailOf(userId)).toBe(email);
		const secured = (await mailsTo(email)).filter(({ subject }) => subject.includes('yours again'));
		expect(secured).toHaveLength(1);
	});

	test('is not used up by looking, and lasts seven days', async () => {
		const { userId, email, thiefEmail } = await robbedPerson();
		const token = await undoToken(email);
		const start = Date.now();
		for (let looks = 0; looks < 3; looks += 1) await openBrowser().get(`/undo?token=${token}`);
		vi.setSystemTime(start + 7 * DAY + 60_000);
		expect((await useLink('undo', token)).status).toBe(400);
		expect(await emailOf(userId)).toBe(thiefEmail);
		vi.setSystemTime(start + 7 * DAY - 60_000);
		expect((await useLink('undo', token)).status).toBe(303);
	});

	test('does nothing as a link of another kind, and others do nothing as it', async () => {
		const { userId, email, thiefEmail } = await robbedPerson();
		const undo = await undoToken(email);
		expect((await useLink('not-me', undo)).status).toBe(400);
		expect(
			(await openBrowser().post('/reset-password', { token: undo, password: PASSWORD })).status
		).toBe(400);
		await openBrowser().post('/forgot-password', { email: thiefEmail });
		const resetToken = tokenIn(await mailAbout(thiefEmail, `Set a new ${siteName} password`));
		for (const page of ['undo', 'not-me'] as const) {
			expect((await useLink(page, resetToken)).status).toBe(400);
			expect((await useLink(page, '')).status).toBe(400);
		}
		expect(await emailOf(userId)).toBe(thiefEmail);
	});
});

describe('the not-me link', () => {
	async function newSignIn() {
		const { user, email } = await signedInPerson();
		const thief = openBrowser();
		await signIn(thief, email, PASSWORD);
		const token = tokenIn(await mailAbout(email, 'New sign-in'));
		return { userId: user.id, email, thief, token };
	}

	test('ends every session, stops the password and starts a reset', async () => {
		const { email, thief, token } = await newSignIn();
		const page = await openBrowser().get(`/not-me?token=${token}`);
		expect(await page.text()).toContain('Everybody is signed out');
		expect(await isSignedIn(thief)).toBe(true);
		expect((await useLink('not-me', token)).status).toBe(303);
		expect(await isSignedIn(thief)).toBe(false);
		expect((await signIn(openBrowser(), email, PASSWORD)).status).toBe(400);
		const link = tokenIn(await mailAbout(email, 'yours again'));
		const password = OTHER_PASSWORD;
		await openBrowser().post('/reset-password', { token: link, password });
		expect((await signIn(openBrowser(), email, password)).status).toBe(303);
		expect((await useLink('not-me', token)).status).toBe(400);
	});

	test('takes a change of address back that came after its mail', async () => {
		const { userId, email, thief, token } = await newSignIn();
		await changeAddress(thief, newAddress());
		expect((await useLink('not-me', token)).status).toBe(303);
		expect(await emailOf(userId)).toBe(email);
		expect(await isSignedIn(thief)).toBe(false);
	});

	test('of the mail on a passkey takes that passkey away, and says so before', async () => {
		const { user, email } = await signedInPerson();
		const [userId, now] = [user.id, new Date()];
		await createPasskeyRow({ userId, name: 'Own', createdAt: new Date(now.getTime() - DAY) });
		await createPasskeyRow({ userId, name: 'Of a thief', createdAt: now });
		const client = { address: '192.0.2.1', userAgent: 'Test/1.0' };
		const event = { userId, type: 'passkey-added', method: 'Of a thief', client, now } as const;
		await db.transaction(async (tx) => {
			const eventId = await recordEvent(event, tx);
			await createOwnerMail({ template: 'passkey-added', userId, eventId, now }, tx);
		});
		const mail = await mailAbout(email, 'passkey was added');
		expect(mail.text).toContain('“Of a thief”');
		const token = tokenIn(mail);
		vi.spyOn(configured, 'hasProviders').mockReturnValue(true);
		const page = await (await openBrowser().get(`/not-me?token=${token}`)).text();
		expect(page).toContain(
			'recovery codes and connected accounts that were added since then are removed'
		);
		// It has none, or one: the page says what is true of both.
		expect(page).toContain('The password, if there is one, stops working.');
		expect((await useLink('not-me', token)).status).toBe(303);
		const left = await db.select().from(passkeys).where(eq(passkeys.userId, userId));
		expect(left.map(({ name }) => name)).toEqual(['Own']);
	});

	test('of a closed account opens it again', async () => {
		const { user, email, browser } = await signedInPerson();
		await browser.post('/settings/account?/delete');
		const token = tokenIn(await mailAbout(email, 'is closed'));
		expect((await useLink('not-me', token)).status).toBe(303);
		const row = await db.select().from(users).where(eq(users.id, user.id)).get();
		expect(row?.closedAt).toBeNull();
	});

	test('survives a reset of the password', async () => {
		const { email, token } = await newSignIn();
		await reset(email, OTHER_PASSWORD);
		expect((await useLink('not-me', token)).status).toBe(303);
		expect((await signIn(openBrowser(), email, OTHER_PASSWORD)).status).toBe(400);
	});

	test('is good for seven days', async () => {
		const { token } = await newSignIn();
		vi.setSystemTime(Date.now() + 7 * DAY + 60_000);
		expect((await useLink('not-me', token)).status).toBe(400);
	});
});

describe('the mail on a new browser', () => {
	const count = async (email: string) =>
		(await mailsTo(email)).filter(({ subject }) => subject.includes('New sign-in')).length;

	test('goes out once an hour at most, and not for a browser that is known', async () => {
		const { email } = await signedInPerson();
		const known = openBrowser();
		await signIn(known, email, PASSWORD);
		await signIn(openBrowser(), email, PASSWORD);
		expect(await count(email)).toBe(1);
		vi.setSystemTime(Date.now() + 61 * 60 * 1000);
		await known.post('/sign-out');
		await signIn(known, email, PASSWORD);
		expect(await count(email)).toBe(1);
		await signIn(openBrowser(), email, PASSWORD);
		expect(await count(email)).toBe(2);
	});

	test('can be silenced, and other security mails cannot', async () => {
		const { user, email, browser } = await signedInPerson();
		await browser.post('/settings/preferences', { theme: 'system', locale: 'en', timezone: 'UTC' });
		await openSession(user.id, browser);
		await signIn(openBrowser(), email, PASSWORD);
		expect(await count(email)).toBe(0);
		await changeAddress(browser, newAddress());
		expect(await undoToken(email)).toBeDefined();
	});

	test('goes out again once the account is taken back, whoever silenced it', async () => {
		const { email, browser } = await signedInPerson();
		await browser.post('/settings/preferences', { theme: 'dark', locale: 'en', timezone: 'UTC' });
		await changeAddress(browser, newAddress());
		await useLink('undo', await undoToken(email));
		await reset(email, OTHER_PASSWORD);
		await signIn(openBrowser(), email, OTHER_PASSWORD);
		expect(await count(email)).toBe(1);
	});
});
