import { eq } from 'drizzle-orm';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { db } from '@/server/db/client';
import { sign, unsign } from '@/server/secrets';
import { siteName } from '@/site';
import { listEvents } from '$modules/activity/api/list-events';
import { openBrowser, type Browser } from '$tests/app';
import { createUser } from '$tests/factories';
import { mailAbout, mailsTo, tokenIn } from '$tests/mails';
import {
	isSignedIn,
	newAddress,
	openSession,
	OTHER_PASSWORD,
	PASSWORD,
	signIn
} from '$tests/people';
import { codeOfApp } from '$tests/second-factor';
import { users, type User } from '../../models/z.user';
import * as hashing from '../password/password-hash';
import { changeAddress, undoToken, useLink } from '../recovery/recovery.fixture';

afterEach(() => {
	vi.useRealTimers();
	vi.restoreAllMocks();
});

const THIRD_PASSWORD = 'copper sail orchard 77';

/** Somebody's own browser and a thief's, each signed in by the password. */
async function ownerAndThief() {
	const user = await createUser({ email: newAddress(), password: PASSWORD });
	const [own, thief] = [openBrowser(), openBrowser()];
	for (const browser of [own, thief]) await signIn(browser, user.email, PASSWORD);
	return { user, own, thief };
}

const lastSignIn = async (userId: string) =>
	(await listEvents({ userId })).events.find(({ type }) => type === 'signed-in');

/** Whether a browser is new to the account at its next sign-in. */
async function returnsAsNew(browser: Browser, user: User, password = PASSWORD) {
	browser.jar.delete('session');
	// Later than what happened before, as the record is ordered by time.
	vi.setSystemTime(Date.now() + 1_000);
	expect((await signIn(browser, user.email, password)).status).toBe(303);
	return (await lastSignIn(user.id))?.newBrowser;
}

async function reset(browser: Browser, email: string, password: string) {
	vi.setSystemTime(Date.now() + 1_000);
	await openBrowser().post('/forgot-password', { email });
	const token = tokenIn(await mailAbout(email, `Set a new ${siteName} password`));
	expect((await browser.post('/reset-password', { token, password })).status).toBe(303);
}

const reject = async (browser: Browser, { id: userId }: User) => {
	const { id = '' } = (await lastSignIn(userId)) ?? {};
	return browser.post('/settings/activity?/notMe', { id });
};

describe('a browser stays known', () => {
	test('as long as nobody was signed out', async () => {
		const { user, own, thief } = await ownerAndThief();
		expect(await returnsAsNew(thief, user)).toBe(false);
		expect(await returnsAsNew(own, user)).toBe(false);
	});

	test('where the owner acts in it', async () => {
		const { user, own } = await ownerAndThief();
		await reject(own, user);
		expect(await returnsAsNew(own, user)).toBe(false);
		await own.post('/settings/sessions?/revokeOthers');
		expect(await returnsAsNew(own, user)).toBe(false);
		const passwords = { currentPassword: PASSWORD, newPassword: OTHER_PASSWORD };
		await own.post('/settings/security?/changePassword', passwords);
		expect(await returnsAsNew(own, user, OTHER_PASSWORD)).toBe(false);
		await reset(own, user.email, THIRD_PASSWORD);
		expect(await returnsAsNew(own, user, THIRD_PASSWORD)).toBe(false);
	});

	test('to other accounts', async () => {
		const { user, own, thief } = await ownerAndThief();
		const other = await createUser({ email: newAddress(), password: PASSWORD });
		thief.jar.delete('session');
		await signIn(thief, other.email, PASSWORD);
		await reject(own, user);
		expect(await returnsAsNew(thief, other)).toBe(false);
	});
});

describe('the browser of somebody else is a new one', () => {
	test('after "This was not me"', async () => {
		const { user, own, thief } = await ownerAndThief();
		expect((await reject(own, user)).status).toBe(303);
		expect(await returnsAsNew(thief, user)).toBe(true);
	});

	test('after the others were signed out', async () => {
		const { user, own, thief } = await ownerAndThief();
		await own.post('/settings/sessions?/revokeOthers');
		expect(await returnsAsNew(thief, user)).toBe(true);
	});

	test('after the password was changed, or set by mail', async () => {
		const { user, own, thief } = await ownerAndThief();
		const passwords = { currentPassword: PASSWORD, newPassword: OTHER_PASSWORD };
		await own.post('/settings/security?/changePassword', passwords);
		expect(await returnsAsNew(thief, user, OTHER_PASSWORD)).toBe(true);
		await reset(own, user.email, THIRD_PASSWORD);
		expect(await returnsAsNew(thief, user, THIRD_PASSWORD)).toBe(true);
	});

	test.each(['not-me', 'undo'] as const)('after the link %s, the owner’s too', async (page) => {
		const { user, own, thief } = await ownerAndThief();
		const notMe = tokenIn(await mailAbout(user.email, 'New sign-in'));
		await changeAddress(thief, newAddress());
		const token = page === 'undo' ? await undoToken(user.email) : notMe;
		expect((await useLink(page, token, own)).status).toBe(303);
		const link = tokenIn(await mailAbout(user.email, 'yours again'));
		await openBrowser().post('/reset-password', { token: link, password: THIRD_PASSWORD });
		for (const browser of [thief, own]) {
			expect(await returnsAsNew(browser, user, THIRD_PASSWORD)).toBe(true);
		}
	});

	test('after the first app was set up, which voids mailed links too; the one that did it stays known', async () => {
		const { user, own, thief } = await ownerAndThief();
		await openBrowser().post('/forgot-password', { email: user.email });
		const token = tokenIn(await mailAbout(user.email, `Set a new ${siteName} password`));
		await own.post('/settings/security?/addTotp');
		const page = await (await own.get('/settings/security')).text();
		const [, secret = ''] = /secret=([A-Z2-7]{32})/.exec(page) ?? [];
		const code = codeOfApp(secret);
		expect((await own.post('/settings/security?/confirmTotp', { code })).status).toBe(303);
		const late = await thief.post('/reset-password', { token, password: OTHER_PASSWORD });
		expect(late.status).toBe(400);
		// Without it a sign-in is one step again.
		expect((await own.post('/settings/security?/removeTotp')).status).toBe(303);
		expect(await returnsAsNew(thief, user)).toBe(true);
		expect(await returnsAsNew(own, user)).toBe(false);
	});

	test('with the tries of strangers, and the owner is told', async () => {
		const { user, own, thief } = await ownerAndThief();
		await reject(own, user);
		vi.setSystemTime(Date.now() + 61 * 60 * 1000);
		for (let i = 0; i < 10; i += 1) await signIn(openBrowser(), user.email, 'no');
		expect((await signIn(thief, user.email, PASSWORD)).status).toBe(429);
		own.jar.delete('session');
		expect((await signIn(own, user.email, PASSWORD)).status).toBe(303);

		vi.setSystemTime(Date.now() + 16 * 60 * 1000);
		const told = async () =>
			(await mailsTo(user.email)).filter(({ subject }) => subject.includes('New sign-in')).length;
		const before = await told();
		await signIn(thief, user.email, PASSWORD);
		expect(await told()).toBe(before + 1);
	});

	test('though it carries a session off from a browser that is known', async () => {
		const { user, own, thief } = await ownerAndThief();
		await reject(own, user);
		thief.jar.set('session', own.jar.get('session') ?? '');
		expect(await isSignedIn(thief)).toBe(true);
		await thief.post('/settings/sessions?/revokeOthers');
		expect(await returnsAsNew(thief, user)).toBe(true);
	});
});

test('a cookie from before times were in it is known until something was reported', async () => {
	const { user, own, thief } = await ownerAndThief();
	const value = unsign('known-browser', thief.jar.get('known') ?? '') ?? '';
	const [browserId, method] = value.split('.');
	const former = sign('known-browser', `${browserId}.${method}.${user.id}`);
	thief.jar.set('known', former);
	expect(await returnsAsNew(thief, user)).toBe(false);

	await signIn(own, user.email, PASSWORD);
	await reject(own, user);
	thief.jar.set('known', former);
	expect(await returnsAsNew(thief, user)).toBe(true);
	const row = await db.select().from(users).where(eq(users.id, user.id)).get();
	expect(row?.knownSince).toBeInstanceOf(Date);
});

describe('a thief who signs in while a new password is hashed is new after it', () => {
	/** The old password opens the account once more before the new one takes its place. */
	function overtake(thief: Browser, user: User) {
		const real = hashing.hashPassword;
		vi.spyOn(hashing, 'hashPassword').mockImplementationOnce(async (password) => {
			thief.jar.delete('session');
			vi.setSystemTime(Date.now() + 1_000);
			expect((await signIn(thief, user.email, PASSWORD)).status).toBe(303);
			vi.setSystemTime(Date.now() + 1_000);
			return real(password);
		});
	}

	test('to change it', async () => {
		const { user, own, thief } = await ownerAndThief();
		overtake(thief, user);
		const passwords = { currentPassword: PASSWORD, newPassword: OTHER_PASSWORD };
		expect((await own.post('/settings/security?/changePassword', passwords)).status).toBe(303);
		expect(await returnsAsNew(thief, user, OTHER_PASSWORD)).toBe(true);
		expect(await returnsAsNew(own, user, OTHER_PASSWORD)).toBe(false);
	});

	test('to reset it', async () => {
		const { user, own, thief } = await ownerAndThief();
		overtake(thief, user);
		await reset(own, user.email, OTHER_PASSWORD);
		expect(await returnsAsNew(thief, user, OTHER_PASSWORD)).toBe(true);
		expect(await returnsAsNew(own, user, OTHER_PASSWORD)).toBe(false);
	});
});

describe('though the write has to wait for its turn, what counts is when it is done', () => {
	/** Every transaction begins a second after it was asked for. */
	function waitForTurns() {
		const transaction = db.transaction.bind(db);
		vi.spyOn(db, 'transaction').mockImplementation((work, config) => {
			vi.setSystemTime(Date.now() + 1_000);
			return transaction(work, config);
		});
	}
	const knownSince = async ({ id }: User) =>
		(await db.select().from(users).where(eq(users.id, id)).get())?.knownSince;

	test.each([
		['This was not me', reject],
		['Sign out everywhere else', (own: Browser) => own.post('/settings/sessions?/revokeOthers')]
	])('%s', async (_, act) => {
		const { user, own } = await ownerAndThief();
		const asked = Date.now();
		waitForTurns();
		expect((await act(own, user)).status).toBe(303);
		expect((await knownSince(user))?.getTime()).toBeGreaterThanOrEqual(asked + 1_000);
		vi.restoreAllMocks();
		expect(await returnsAsNew(own, user)).toBe(false);
	});

	test('the link of a mail', async () => {
		const { user } = await ownerAndThief();
		const token = tokenIn(await mailAbout(user.email, 'New sign-in'));
		const asked = Date.now();
		waitForTurns();
		expect((await useLink('not-me', token)).status).toBe(303);
		expect((await knownSince(user))?.getTime()).toBeGreaterThanOrEqual(asked + 1_000);
	});
});

describe('a thief whose sign-in is under way is new when it ends', () => {
	test.each([
		['This was not me', reject],
		[
			'Sign out everywhere else',
			async (own: Browser, user: User) => {
				// Not without a fresh confirmation.
				await openSession(user.id, own);
				return own.post('/settings/sessions?/revokeOthers');
			}
		]
	])('%s', async (_, act) => {
		const { user, own, thief } = await ownerAndThief();
		const told = async () =>
			(await mailsTo(user.email)).filter(({ subject }) => subject.includes('New sign-in')).length;
		const before = await told();
		vi.setSystemTime(Date.now() + 61 * 60 * 1000);
		const real = hashing.verifyPassword;
		vi.spyOn(hashing, 'verifyPassword').mockImplementationOnce(async (...guess) => {
			expect((await act(own, user)).status).toBe(303);
			vi.setSystemTime(Date.now() + 1_000);
			return real(...guess);
		});
		expect(await returnsAsNew(thief, user)).toBe(true);
		expect(await told()).toBe(before + 1);
	});
});
