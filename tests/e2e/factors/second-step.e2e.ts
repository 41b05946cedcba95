import type { Page } from '@playwright/test';
import { addAuthenticator, givePasskey } from '../support/authenticator.ts';
import { bothWays, expect, test } from '../support/fixtures.ts';
import { createPerson, type Person } from '../support/people.ts';
import { askForStep, giveApp, giveRecoveryCode } from '../support/second-factor.ts';
import { fillSignIn, press, signOut, to } from '../support/steps.ts';
import { siteName } from '../../../src/lib/site.ts';

const knowsPassword = new RegExp(`Somebody knows your ${RegExp.escape(siteName)} password`);
const greeting = (page: Page) => page.getByRole('heading', { name: /Good to see you/ });

async function signInAsFarAsStep(page: Page, person: Person): Promise<void> {
	await page.goto('/sign-in');
	await fillSignIn(page, person);
	await expect(page.getByRole('heading', { name: 'One more step' })).toBeVisible();
}

test(
	'a sign-in goes on by a code of the app, and by a recovery code without it',
	bothWays,
	async ({ page, person, server, mail }) => {
		const code = await giveApp(server, person.email);
		const recovery = await giveRecoveryCode(server, person.email);
		await signInAsFarAsStep(page, person);
		const field = page.getByLabel('Code from your app');
		const submit = page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true });

		// A recovery code in the app's field is told where it belongs.
		await field.fill(recovery);
		await press(submit);
		await expect(page.getByText('That is a recovery code.').first()).toBeVisible();
		const shown = code();
		await field.fill(shown === '000000' ? '000001' : '000000');
		await press(submit);
		await expect(page.getByText("That code isn't right").first()).toBeVisible();
		await mail.waitFor(to(person.email, knowsPassword));
		await field.fill(code().replace(/^.../, '$& '));
		await submit.click();
		await expect(greeting(page)).toBeVisible();

		await signOut(page);
		await signInAsFarAsStep(page, person);
		await page.getByText('Use a recovery code').click();
		await page.getByLabel('Recovery code').fill(recovery.toLowerCase());
		await page.getByRole('button', { name: 'Sign in with this code' }).click();
		await expect(
			page.getByText('You are signed in with one of your last recovery codes').first()
		).toBeVisible();
	}
);

/** Gives a code to the step. @returns the answer's status. */
async function giveCode(page: Page, code: string): Promise<number> {
	await page.getByLabel('Code from your app').fill(code);
	const submit = page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true });
	const answer = await press(submit);
	// A form that its page sends by itself is answered in JSON, with the status inside.
	const isData = answer.headers()['content-type']?.includes('json');
	return isData ? ((await answer.json()) as { status: number }).status : answer.status();
}

test(
	'five wrong codes end a sign-in, which its owner is told of once; the next takes the right one',
	bothWays,
	async ({ page, context, person, server, mail }) => {
		const code = await giveApp(server, person.email);
		await signInAsFarAsStep(page, person);
		const otherTab = await context.newPage();
		await otherTab.goto(page.url());
		const wrong = code() === '000000' ? '000001' : '000000';
		for (let tries = 0; tries < 5; tries++) expect(await giveCode(page, wrong)).toBe(400);

		// Nothing tells whether the last one was right.
		expect(await giveCode(otherTab, code())).toBe(429);
		await expect(otherTab.getByText('There were too many wrong codes').first()).toBeVisible();
		await page.goto('/sign-in/second-factor');
		await expect(page.getByRole('heading', { name: 'This sign-in is over' })).toBeVisible();
		await expect(page.getByText('There were too many wrong codes')).toBeVisible();
		await page.getByRole('main').getByRole('link', { name: 'Sign in' }).click();
		await fillSignIn(page, person);
		await expect(page.getByRole('heading', { name: 'One more step' })).toBeVisible();
		expect(await giveCode(page, code())).toBe(303);
		await expect(greeting(page)).toBeVisible();

		await page.goto('/settings/activity');
		await expect(page.getByText('Wrong code at the second step')).toHaveCount(5);
		await mail.waitFor(to(person.email, /New sign-in/));
		// Of two mails the later one may be there first.
		await mail.waitFor(to(person.email, knowsPassword));
		const told = mail.mails.filter(to(person.email, knowsPassword));
		expect(told).toHaveLength(1);
	}
);

test(
	'a code is taken for whom its page was made alone, though another sign-in waits since',
	bothWays,
	async ({ page, context, server, mail }) => {
		const [first, second] = [await createPerson(server), await createPerson(server)];
		const code = await giveApp(server, first.email);
		const others = await giveApp(server, second.email);
		await signInAsFarAsStep(page, first);
		const otherTab = await context.newPage();
		await signInAsFarAsStep(otherTab, second);

		// What cannot be a code says it too: the page is the other account's from now on.
		const changed = 'a sign-in to another account has begun';
		expect(await giveCode(page, '12')).toBe(400);
		await expect(page.getByRole('alert').filter({ hasText: changed })).toBeVisible();
		await expect(page.getByText(`to sign in as ${second.email}`)).toBeVisible();
		await page.getByRole('link', { name: 'Sign in another way' }).click();
		await fillSignIn(page, first);
		await expect(page.getByText(`to sign in as ${first.email}`)).toBeVisible();

		// Now the other tab's is the older page, and nothing comes of its code.
		expect(await giveCode(otherTab, others())).toBe(400);
		await expect(otherTab.getByRole('alert')).toContainText(changed);
		await expect(otherTab.getByLabel('Code from your app')).toHaveValue('');
		expect(await giveCode(page, code())).toBe(303);
		await expect(greeting(page)).toBeVisible();
		await page.goto('/settings/activity');
		await expect(page.getByText(/^Signed in/).first()).toBeVisible();
		await expect(page.getByText('Wrong code at the second step')).toHaveCount(0);
		expect(mail.mails.filter(to(first.email, knowsPassword))).toEqual([]);
	}
);

test('a sign-in goes on by a passkey', async ({ page, person, server }) => {
	await page.goto('/sign-in');
	const authenticator = await addAuthenticator(page);
	await givePasskey(server, person.email, authenticator);
	await authenticator.presence(false);
	await askForStep(server, person.email);
	await signInAsFarAsStep(page, person);
	await authenticator.presence(true);
	await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
	await expect(greeting(page)).toBeVisible();
	await page.goto('/settings/sessions');
	await expect(page.getByText(/password \+ passkey “Chrome on Linux”/)).toBeVisible();
});
