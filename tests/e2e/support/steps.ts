import { expect, type Locator, type Page, type Response } from '@playwright/test';
import type { Person } from './people.ts';
import type { ReceivedMail } from '../../support/smtp-sink.ts';

/** Waits until the page's script has taken over; Kit adds its announcer at that moment. */
export async function hydrated(page: Page): Promise<void> {
	await expect(page.locator('#svelte-announcer')).toBeAttached();
}

/** Holds back the requests to some addresses. @returns lets them go, and all later ones. */
export async function holdBack(page: Page, addresses: string): Promise<() => void> {
	let letGo = () => {};
	const gate = new Promise<void>((resolve) => (letGo = resolve));
	await page.route(addresses, async (route) => {
		await gate;
		await route.continue();
	});
	return letGo;
}

/** Waits until no form is on its way: a button that is busy takes no press. */
async function idle(page: Page): Promise<void> {
	await expect(page.locator('[aria-busy=true]')).toHaveCount(0);
}

/**
 * Presses the button of a form and waits until all of the answer is there, on this page or on the
 * next. Before that the button takes no second press, and what is typed goes with the page that is
 * left.
 * @returns the form's answer.
 */
export async function press(button: Locator): Promise<Response> {
	const page = button.page();
	const answered = page.waitForResponse((response) => response.request().method() === 'POST');
	const left = page.waitForEvent('framenavigated');
	// It comes only where the answer is a new page.
	left.catch(() => undefined);
	await button.click();
	const answer = await answered;
	if (answer.request().isNavigationRequest()) await left;
	await idle(page);
	return answer;
}

/** Fills in the sign-up form and sends it. */
export async function askToSignUp(page: Page, { email, password }: Person): Promise<void> {
	await page.goto('/sign-up');
	await page.getByLabel('E-mail address').fill(email);
	await page.getByLabel('Password', { exact: true }).fill(password);
	await page.getByRole('button', { name: 'Create account' }).click();
	await expect(page.getByRole('heading', { name: 'Check your inbox' })).toBeVisible();
}

/** Fills in the sign-in form on the page at hand and sends it. */
export async function fillSignIn(page: Page, { email, password }: Person): Promise<void> {
	await page.getByLabel('E-mail address').fill(email);
	await page.getByLabel('Password', { exact: true }).fill(password);
	// Where a try was refused just now, its form may not be done yet.
	await idle(page);
	await page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** Signs in, from the sign-in page to the greeting. */
export async function signIn(page: Page, person: Person): Promise<void> {
	await page.goto('/sign-in');
	await fillSignIn(page, person);
	await expect(page.getByRole('heading', { name: /Good to see you/ })).toBeVisible();
}

/** Signs out by the account menu. */
export async function signOut(page: Page): Promise<void> {
	await page.getByRole('banner').locator('summary').click();
	await page.getByRole('button', { name: 'Sign out' }).click();
	await expect(page.getByText('You are signed out.')).toBeVisible();
}

/** The mails to one person. */
export const to =
	(email: string, subject = /./) =>
	(mail: ReceivedMail): boolean =>
		mail.to.includes(email) && subject.test(mail.subject);

/** The code in a sign-up mail. */
export function codeIn(mail: ReceivedMail): string {
	const code = /(?<![\w-])[A-Z2-9]{4}-[A-Z2-9]{4}(?![\w-])/.exec(mail.text)?.[0];
	if (!code) throw new Error(`No code in:\n${mail.text}`);
	return code;
}

/** The path of the first link with a token in a mail. */
export function linkIn(mail: ReceivedMail): string {
	const link = /https?:\/\/\S+\?token=[\w-]+/.exec(mail.text)?.[0];
	if (!link) throw new Error(`No link in:\n${mail.text}`);
	const { pathname, search } = new URL(link);
	return pathname + search;
}
