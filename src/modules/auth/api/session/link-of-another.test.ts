import { describe, expect, test } from 'vitest';
import { db } from '@/server/db/client';
import { siteName } from '@/site';
import { createAuthenticator } from '$tests/authenticator';
import { openBrowser, type Browser } from '$tests/app';
import { createUser } from '$tests/factories';
import { mailAbout, tokenIn } from '$tests/mails';
import { isSignedIn, newAddress, OTHER_PASSWORD, signedInPerson, signIn } from '$tests/people';
import { createOwnerMail } from '../mails/owner-mail';
import { emailOf, robbedPerson, undoToken, useLink } from '../recovery/recovery.fixture';

async function resetToken(email: string): Promise<string> {
	await openBrowser().post('/forgot-password', { email });
	return tokenIn(await mailAbout(email, `Set a new ${siteName} password`));
}

async function notMeToken(userId: string, email: string): Promise<string> {
	await createOwnerMail({ template: 'password-changed', userId, now: new Date() }, db);
	return tokenIn(await mailAbout(email, 'password was changed'));
}

const textOf = async (browser: Browser, path: string) => (await browser.get(path)).text();

/** What the browser shows after a form, at the page that the answer leads to. */
async function shownAfter(browser: Browser, answer: Response) {
	const location = answer.headers.get('location') ?? '';
	return { status: answer.status, location, html: await textOf(browser, location) };
}

const OTHERS = 'This link is about another account';

describe('in a browser where somebody else is signed in', () => {
	test('a reset link sets the password, ends no session here and says what comes next', async () => {
		const { email } = await signedInPerson();
		const { email: own, browser } = await signedInPerson();
		const token = await resetToken(email);

		const page = await textOf(browser, `/reset-password?token=${token}`);
		expect(page).toContain(OTHERS);
		expect(page).toContain(`signed in here as ${own}`);
		const answer = await browser.post('/reset-password', { token, password: OTHER_PASSWORD });
		const { status, location, html } = await shownAfter(browser, answer);
		expect([status, location]).toEqual([303, '/']);
		expect(html).toContain('The password of the other account is set.');
		expect(html).toContain('sign out first');
		expect(html).not.toContain(email);
		expect(await isSignedIn(browser)).toBe(true);
		expect((await signIn(openBrowser(), email, OTHER_PASSWORD)).status).toBe(303);
	});

	test('so it is with a passkey that is made by it', async () => {
		const { email } = await createUser({ email: newAddress() });
		const { browser } = await signedInPerson();
		const token = await resetToken(email);
		const page = await textOf(browser, `/reset-password?token=${token}`);
		const [, challenge = ''] = /challenge:"([\w-]+)"/.exec(page) ?? [];
		const [, id = ''] = /user:\{id:"([\w-]+)"/.exec(page) ?? [];
		const credential = createAuthenticator().create({ challenge, user: { id } });
		const form = { token, method: 'passkey', credential };
		const answer = await browser.post(`/reset-password?token=${token}`, form);
		const { status, location, html } = await shownAfter(browser, answer);
		expect([status, location]).toEqual([303, '/']);
		expect(html).toContain('The passkey of the other account is ready.');
		expect(await isSignedIn(browser)).toBe(true);
	});

	test('an undo link gives the account back, and a not-me link too', async () => {
		const { userId, email, thiefEmail } = await robbedPerson();
		const { email: own, browser } = await signedInPerson();
		const undo = await undoToken(email);
		expect(await textOf(browser, `/undo?token=${undo}`)).toContain(OTHERS);
		const undone = await shownAfter(browser, await useLink('undo', undo, browser));
		expect(await emailOf(userId)).toBe(email);

		const robbed = await signedInPerson();
		const notMe = await notMeToken(robbed.user.id, robbed.email);
		expect(await textOf(browser, `/not-me?token=${notMe}`)).toContain(`signed in here as ${own}`);
		const secured = await shownAfter(browser, await useLink('not-me', notMe, browser));
		expect(await isSignedIn(robbed.browser)).toBe(false);

		for (const { status, location, html } of [undone, secured]) {
			expect([status, location]).toEqual([303, '/']);
			expect(html).toContain('The other account is secured');
			expect(html).toContain('sign out first');
			for (const address of [email, thiefEmail, robbed.email]) expect(html).not.toContain(address);
		}
		expect(await isSignedIn(browser)).toBe(true);
	});
});

test('in the browser of its owner a link says nothing of another account, and ends the session', async () => {
	const { email, browser } = await signedInPerson();
	const token = await resetToken(email);
	expect(await textOf(browser, `/reset-password?token=${token}`)).not.toContain(OTHERS);
	const answer = await browser.post('/reset-password', { token, password: OTHER_PASSWORD });
	const { location, html } = await shownAfter(browser, answer);
	expect(location).toBe('/sign-in');
	expect(html).toContain('Sign in with it.');

	const { user, email: second, browser: own } = await signedInPerson();
	const notMe = await notMeToken(user.id, second);
	expect(await textOf(own, `/not-me?token=${notMe}`)).not.toContain(OTHERS);
	expect((await useLink('not-me', notMe, own)).headers.get('location')).toBe('/sign-in');
	expect(await isSignedIn(own)).toBe(false);
});
