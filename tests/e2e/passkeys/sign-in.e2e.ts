import type { Page } from '@playwright/test';
import {
	addAuthenticator,
	forgetPasskeys,
	givePasskey,
	signInByPasskey
} from '../support/authenticator.ts';
import { bothWays, expect, test } from '../support/fixtures.ts';
import { forgetConfirmations } from '../support/people.ts';
import { hydrated, signIn } from '../support/steps.ts';

const button = (page: Page, name = 'Sign in with a passkey') => page.getByRole('button', { name });
const isIn = (page: Page) =>
	expect(page.getByRole('heading', { name: /Good to see you/ })).toBeVisible();

/** Counts what the page asks of the browser, and what is still waiting there. */
async function countRequests(page: Page) {
	await page.addInitScript(() => {
		const counts = { dialogs: 0, autofills: 0, waiting: 0 };
		Object.assign(window, { counts });
		const get = navigator.credentials.get.bind(navigator.credentials);
		navigator.credentials.get = async (options) => {
			counts[options?.mediation === 'conditional' ? 'autofills' : 'dialogs'] += 1;
			counts.waiting += 1;
			try {
				return await get(options);
			} finally {
				counts.waiting -= 1;
			}
		};
	});
	return () => page.evaluate(() => (window as unknown as { counts: object }).counts);
}

test('signs in with what the e-mail field offers, and comes back', async ({
	page,
	person,
	server
}) => {
	const authenticator = await addAuthenticator(page);
	await givePasskey(server, person.email, authenticator);
	await page.goto('/settings/sessions');
	await expect(page).toHaveURL('/settings/sessions');
	await expect(page.getByRole('heading', { name: 'Sessions', exact: true })).toBeVisible();
});

test('signs in at the first try in each of two tabs that opened at the same moment', async ({
	page,
	context,
	person,
	server
}) => {
	const authenticator = await addAuthenticator(page, { isPresent: false });
	await givePasskey(server, person.email, authenticator);
	const counts = await countRequests(page);
	await page.goto('/sign-in');
	await expect.poll(counts).toMatchObject({ autofills: 1 });
	// As if it had been on its way before the first one's answer: it gets a cookie of its own.
	await context.clearCookies({ name: 'passkey' });
	const other = await context.newPage();
	await other.goto('/sign-in');
	// The first one has asked anew, and has its answer.
	await expect.poll(counts).toMatchObject({ autofills: 2 });
	await expect(button(page)).toBeEnabled();
	await page.bringToFront();
	await authenticator.presence(true);
	await signInByPasskey(page);
});

test('signs in by the button, in a tab kept open while others were used', async ({
	page,
	context,
	person,
	server
}) => {
	const authenticator = await addAuthenticator(page, { isPresent: false });
	await givePasskey(server, person.email, authenticator);
	// Nothing waits in the field: it would sign in before the button does.
	await page.addInitScript(() => {
		PublicKeyCredential.isConditionalMediationAvailable = async () => false;
	});
	await page.clock.install();
	await page.goto('/sign-in');
	await expect(button(page)).toBeVisible();
	const other = await context.newPage();
	await other.goto('/sign-in');
	await expect(button(other)).toBeVisible();
	// Whoever asks already is not asked once more: then the next one tells it.
	await expect(async () => {
		const told = page.waitForResponse(/__data\.json/, { timeout: 5_000 });
		await other.reload();
		await told;
	}).toPass();
	await page.clock.fastForward('20:00');
	let isAsked = false;
	page.on('request', (request) => (isAsked ||= request.url().includes('__data.json')));
	await page.clock.fastForward('25:00');
	// Forty minutes count from the last answer to the other tab, which may have come only now.
	for (let minutes = 0; !isAsked && minutes < 60; minutes += 1) {
		await page.clock.fastForward('01:00');
		await page.evaluate(async () => void (await (await fetch('/healthz')).text()));
	}
	expect(isAsked).toBe(true);
	await page.clock.fastForward('20:00');
	await authenticator.presence(true);
	await button(page).click();
	await isIn(page);

	await page.goto('/settings/sessions');
	await expect(page.getByRole('main')).toContainText('passkey');
});

test('says one calm thing when nothing came of it, and tries again', async ({
	page,
	person,
	server
}) => {
	const authenticator = await addAuthenticator(page);
	await givePasskey(server, person.email, authenticator);
	await authenticator.verify(false);
	await page.goto('/sign-in');
	await expect(button(page)).toBeVisible();
	const line = page.getByRole('main').getByText('No passkey was used.');
	// What is offered in the field and comes to nothing is not spoken of.
	await expect(line).toHaveCount(0);
	await button(page).click();
	await expect(line).toBeVisible();
	await expect(page.getByRole('alert')).toHaveCount(0);
	await expect(button(page)).toBeFocused();
	await authenticator.verify(true);
	await signInByPasskey(page);
});

test('goes on after a passkey that nobody has here', async ({ page, person, server }) => {
	const authenticator = await addAuthenticator(page, { isPresent: false });
	await givePasskey(server, person.email, authenticator);
	await forgetPasskeys(server, person.email);
	await page.goto('/sign-in');
	await expect(button(page)).toBeVisible();
	await authenticator.presence(true);
	await button(page).click();
	await expect(page.getByRole('alert')).toBeVisible();
	// The browser forgets it, by the Signal API.
	await expect.poll(() => authenticator.credentials()).toEqual([]);
	await givePasskey(server, person.email, authenticator);
	await signInByPasskey(page);
});

test('asks for one thing at a time', async ({ page, person, server }) => {
	const authenticator = await addAuthenticator(page, { isPresent: false });
	await givePasskey(server, person.email, authenticator);
	const counts = await countRequests(page);
	await page.goto('/sign-in');
	await expect.poll(counts).toEqual({ dialogs: 0, autofills: 1, waiting: 1 });
	await button(page).dblclick();
	await expect.poll(counts).toEqual({ dialogs: 1, autofills: 1, waiting: 1 });
	await expect(page.getByRole('main').getByText('No passkey was used.')).toHaveCount(0);

	// Left and come back to, the page offers anew what it offered.
	await page.getByRole('link', { name: "Can't sign in?" }).click();
	await expect(page).toHaveURL('/forgot-password');
	await expect.poll(counts).toEqual({ dialogs: 1, autofills: 1, waiting: 0 });
	await authenticator.presence(true);
	await page.goBack();
	await isIn(page);
});

test('works where the browser knows no options as JSON', async ({ page, person, server }) => {
	const authenticator = await addAuthenticator(page, { isPresent: false });
	await givePasskey(server, person.email, authenticator);
	await page.addInitScript(() => {
		Reflect.deleteProperty(PublicKeyCredential, 'parseRequestOptionsFromJSON');
		// As an extension in the browser's place does.
		PublicKeyCredential.prototype.toJSON = () => {
			throw new TypeError('Illegal invocation');
		};
	});
	await page.goto('/sign-in');
	await expect(button(page)).toBeVisible();
	await authenticator.presence(true);
	await signInByPasskey(page);
});

test('shows no button that could not work', bothWays, async ({ page, javaScriptEnabled }) => {
	if (javaScriptEnabled) {
		await page.addInitScript(() => Reflect.deleteProperty(window, 'PublicKeyCredential'));
	}
	await page.goto('/sign-in');
	if (javaScriptEnabled) await hydrated(page);
	await expect(
		page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true })
	).toBeVisible();
	await expect(page.getByText(/passkey/i)).toHaveCount(0);
});

test('confirms with a passkey first, by the password else', async ({ page, person, server }) => {
	await signIn(page, person);
	const authenticator = await addAuthenticator(page);
	await givePasskey(server, person.email, authenticator);
	const add = page.getByRole('button', { name: 'Add a passkey' });
	for (const way of ['passkey', 'password']) {
		await forgetConfirmations(server, person.email);
		await page.goto('/settings/security');
		await page.locator('#passkeys').getByRole('link', { name: 'Is it still you?' }).click();
		const confirm = button(page, 'Confirm with a passkey');
		await expect(page.getByLabel('Password', { exact: true })).toBeVisible();
		await authenticator.verify(way === 'passkey');
		await confirm.click();
		if (way === 'password') {
			await expect(page.getByRole('main').getByText('No passkey was used.')).toBeVisible();
			await page.getByLabel('Password', { exact: true }).fill(person.password);
			await page.getByRole('button', { name: 'Confirm', exact: true }).click();
		}
		await expect(page).toHaveURL('/settings/security');
		await expect(add).toBeVisible();
	}
});
