import { addAuthenticator } from '../support/authenticator.ts';
import { bothWays, expect, phoneInTheDark, test } from '../support/fixtures.ts';
import { fillSignIn, linkIn, signOut, to } from '../support/steps.ts';

test.use(phoneInTheDark);

test('makes a passkey by the link of a forgotten password', async ({ page, person, mail }) => {
	const authenticator = await addAuthenticator(page);
	await page.goto('/sign-in');
	await page.getByRole('link', { name: "Can't sign in?" }).click();
	// The page before has a field of the same name.
	await expect(page.getByRole('button', { name: 'Send link' })).toBeVisible();
	await page.getByLabel('E-mail address').fill(person.email);
	await page.getByRole('button', { name: 'Send link' }).click();
	const asked = await mail.waitFor(to(person.email, /Set a new/));
	expect(asked.text).toContain('set a new password, or make a passkey');
	await page.goto(linkIn(asked));

	// Whoever cancels keeps the link.
	await authenticator.verify(false);
	const make = page.getByRole('button', { name: 'Make a passkey' });
	await make.click();
	await expect(page.getByText('No passkey was made.')).toBeVisible();
	await authenticator.verify(true);
	await make.click();
	// The sign-in page offers it at once, and its owner agrees.
	await expect(page.getByRole('heading', { name: /Good to see you/ })).toBeVisible();
	expect(await authenticator.credentials()).toHaveLength(1);

	await signOut(page);
	await authenticator.presence(false);
	await page.goto('/sign-in');
	await fillSignIn(page, person);
	await expect(page.getByRole('alert')).toContainText("don't match");
	const told = await mail.waitFor(to(person.email, /passkey was added/));
	expect(told.text).toContain('A password of before no longer works');
});

test(
	'says nothing of passkeys where none can be made',
	bothWays,
	async ({ page, person, mail }) => {
		await page.addInitScript(() => Reflect.deleteProperty(window, 'PublicKeyCredential'));
		await page.goto('/forgot-password');
		await page.getByLabel('E-mail address').fill(person.email);
		await page.getByRole('button', { name: 'Send link' }).click();
		await page.goto(linkIn(await mail.waitFor(to(person.email, /Set a new/))));
		await expect(page.getByRole('button', { name: 'Set password' })).toBeVisible();
		await expect(page.getByText(/passkey/i)).toBeHidden();
	}
);
