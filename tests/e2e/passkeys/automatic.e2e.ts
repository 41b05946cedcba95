import { addAuthenticator } from '../support/authenticator.ts';
import { expect, test } from '../support/fixtures.ts';
import { hydrated, signIn, signOut, to } from '../support/steps.ts';

test.beforeEach(({ context }) =>
	// Chromium 156 says that it can, and beside a virtual authenticator the call neither makes one nor
	// ends (six seconds were waited, with and without flags): it seems to want a password manager of
	// its own. So the last step is a plain call here; all before and after it is as it is.
	context.addInitScript(() => {
		if (!isSecureContext) return;
		const create = navigator.credentials.create.bind(navigator.credentials);
		navigator.credentials.create = (options) => {
			const { mediation, ...rest } = options as CredentialCreationOptions & { mediation?: string };
			if (mediation !== 'conditional') throw new Error('Nobody clicked.');
			return create(rest);
		};
	})
);

test('after a sign-in by password the browser makes a passkey, once and without a word', async ({
	page,
	person,
	mail
}) => {
	const authenticator = await addAuthenticator(page);
	const asked: string[] = [];
	page.on('request', (request) => {
		if (request.url().endsWith('/automatic-passkey')) asked.push(request.method());
	});
	await signIn(page, person);
	const told = await mail.waitFor(to(person.email, /passkey was added/));
	expect(told.text).toContain('after you signed in with your password');
	expect(await authenticator.credentials()).toHaveLength(1);
	await expect(page.getByRole('status').first()).toBeEmpty();

	await page.goto('/settings/security');
	await expect(page.getByText('Made by your browser after a sign-in')).toBeVisible();
	await page.getByRole('button', { name: 'Remove passkey' }).click();
	await expect(page.getByText('Once you have one, it is listed')).toBeVisible();

	await signOut(page);
	await signIn(page, person);
	await page.goto('/settings/security');
	await expect(page.getByText('Once you have one, it is listed')).toBeVisible();
	await hydrated(page);
	expect(asked).toEqual(['GET', 'POST']);
});

test('who wants none gets none', async ({ page, person }) => {
	await page.context().route('**/automatic-passkey', (route) => route.abort());
	const authenticator = await addAuthenticator(page);
	await signIn(page, person);
	await page.goto('/settings/preferences');
	await page.getByLabel(/make a passkey after I sign in/).uncheck();
	await page.getByRole('button', { name: 'Save preferences' }).click();
	await expect(page.getByText('Your preferences are saved.')).toBeVisible();
	await page.context().unrouteAll();

	const answered = page.waitForResponse('**/automatic-passkey');
	await page.goto('/settings/security');
	expect((await answered).status()).toBe(204);
	await expect(page.getByText('Once you have one, it is listed')).toBeVisible();
	expect(await authenticator.credentials()).toEqual([]);
});
