import { addAuthenticator } from '../support/authenticator.ts';
import { bothWays, expect, test } from '../support/fixtures.ts';
import { createPasskeys, createPerson, forgetConfirmations } from '../support/people.ts';
import { hydrated, signIn, to } from '../support/steps.ts';

const here = '/settings/security';

test('adds a passkey, renames and removes it, and the browser keeps the same list', async ({
	page,
	person,
	mail
}) => {
	const authenticator = await addAuthenticator(page);
	await signIn(page, person);
	await page.goto(here);
	await expect(page.getByText('Once you have one, it is listed')).toBeVisible();
	await page.getByRole('button', { name: 'Add a passkey' }).click();
	await expect(page.getByText('The passkey is added.')).toBeVisible();
	await expect(page.getByText('Synced to your other devices')).toBeVisible();
	await expect(page.getByText('not used yet')).toBeVisible();
	await mail.waitFor(to(person.email, /passkey was added/));
	expect(await authenticator.credentials()).toHaveLength(1);

	await page.locator('summary', { hasText: 'Rename' }).click();
	const row = page.getByRole('listitem').filter({ hasText: 'Synced' });
	await row.getByLabel('Name of the passkey').fill('Kitchen tablet');
	await row.getByRole('button', { name: 'Save name' }).click();
	await expect(page.getByRole('heading', { name: 'Kitchen tablet' })).toBeVisible();
	await expect(row.locator('summary'), 'what the form is folded into').toBeFocused();

	await page.getByRole('button', { name: 'Remove passkey' }).click();
	await expect(page.getByText('Once you have one, it is listed')).toBeVisible();
	await mail.waitFor(to(person.email, /passkey was removed/));
	await expect.poll(() => authenticator.credentials()).toEqual([]);
});

test('a security key is bound to one device, and goes by the name it is given', async ({
	page,
	person
}) => {
	await addAuthenticator(page, { transport: 'usb', isSynced: false });
	await signIn(page, person);
	await page.goto(here);
	await page.getByLabel('Name of the new passkey').fill('Spare key');
	await page.getByRole('button', { name: 'Add a passkey' }).click();
	await expect(page.getByRole('heading', { name: 'Spare key' })).toBeVisible();
	await expect(page.getByText('Bound to one device')).toBeVisible();
});

test('a name that is too long is cut while it is typed, before a passkey is made', async ({
	page,
	person
}) => {
	await addAuthenticator(page);
	await signIn(page, person);
	await page.goto(here);
	await page.getByLabel('Name of the new passkey').pressSequentially('x'.repeat(51));
	await page.getByRole('button', { name: 'Add a passkey' }).click();
	await expect(page.getByRole('heading', { name: 'x'.repeat(50), exact: true })).toBeVisible();
});

test('a key that cannot tell who uses it makes no passkey, and the page says so calmly', async ({
	page,
	person
}) => {
	const key = { transport: 'usb', isSynced: false, canVerify: false } as const;
	const authenticator = await addAuthenticator(page, key);
	await signIn(page, person);
	await page.goto(here);
	await page.getByRole('button', { name: 'Add a passkey' }).click();
	const line = page.getByRole('status').filter({ hasText: 'No passkey was made.' });
	await expect(line).toContainText('a security key needs a PIN of its own');
	await expect(page.getByRole('alert')).toHaveCount(0);
	await expect(page.getByText('Once you have one, it is listed')).toBeVisible();
	expect(await authenticator.credentials()).toEqual([]);
});

test('asks for a confirmation first, where the last one is too long ago', async ({
	page,
	person,
	server
}) => {
	await addAuthenticator(page);
	await signIn(page, person);
	await forgetConfirmations(server, person.email);
	await page.goto(here);
	await expect(page.getByRole('button', { name: 'Add a passkey' })).toBeHidden();
	await page.locator('#passkeys').getByRole('link', { name: 'Is it still you?' }).click();
	await page.getByLabel('Password', { exact: true }).fill(person.password);
	await page.getByRole('button', { name: 'Confirm' }).click();
	await page.getByRole('button', { name: 'Add a passkey' }).click();
	await expect(page.getByText('The passkey is added.')).toBeVisible();
});

test('what was made while the confirmation ran out is added after another one', async ({
	page,
	person,
	server
}) => {
	const authenticator = await addAuthenticator(page);
	await signIn(page, person);
	await page.goto(here);
	const add = page.getByRole('button', { name: 'Add a passkey' });
	await expect(add).toBeVisible();
	await forgetConfirmations(server, person.email);
	await add.click();
	await page.getByLabel('Password', { exact: true }).fill(person.password);
	await page.getByRole('button', { name: 'Confirm' }).click();
	await expect(page.getByText('The passkey that was just made')).toBeVisible();
	await page.getByRole('button', { name: 'Add a passkey' }).click();
	await expect(page.getByText('The passkey is added.')).toBeVisible();
	expect(await authenticator.credentials()).toHaveLength(1);
});

test('a passkey that the server refuses is forgotten by the browser too', async ({
	page,
	person
}) => {
	const authenticator = await addAuthenticator(page);
	await signIn(page, person);
	await page.goto(here);
	await page.route('**/settings/security?/addPasskey', (route) => {
		const fields = new URLSearchParams(route.request().postData() ?? '');
		const credential = JSON.parse(fields.get('credential') ?? '') as { response: object };
		Object.assign(credential.response, { attestationObject: 'AAAA' });
		fields.set('credential', JSON.stringify(credential));
		return route.continue({ postData: fields.toString() });
	});
	await page.getByRole('button', { name: 'Add a passkey' }).click();
	await expect(page.getByRole('alert')).toContainText('no passkey was added');
	await expect.poll(() => authenticator.credentials()).toEqual([]);
});

test('one made for whoever was signed in before is forgotten too', async ({
	page,
	context,
	person,
	server
}) => {
	const send = (path: string, form: Record<string, string> = {}) =>
		context.request.post(path, { form, headers: { origin: server.origin }, maxRedirects: 0 });
	const authenticator = await addAuthenticator(page);
	await signIn(page, person);
	await page.goto(here);
	const add = page.getByRole('button', { name: 'Add a passkey' });
	await expect(add).toBeVisible();
	const { email, password } = await createPerson(server);
	await send('/sign-out');
	expect((await send('/sign-in?/password', { email, password })).status()).toBe(303);
	await add.click();
	await expect(page.getByRole('alert')).toContainText('signed in to another account now');
	await expect.poll(() => authenticator.credentials()).toEqual([]);
});

test('a new name of the account reaches the passkey', async ({ page, person }) => {
	const authenticator = await addAuthenticator(page);
	await signIn(page, person);
	await page.goto(here);
	await page.getByRole('button', { name: 'Add a passkey' }).click();
	await expect(page.getByText('The passkey is added.')).toBeVisible();
	await page.goto('/settings/profile');
	await page.getByLabel('Display name').fill('Ada Lovelace');
	await page.getByRole('button', { name: 'Save profile' }).click();
	await expect(page.getByText('Your profile is saved.')).toBeVisible();
	await expect
		.poll(async () => (await authenticator.credentials()).map((one) => one.userDisplayName))
		.toEqual(['Ada Lovelace']);
});

test(
	'lists, renames and removes where none can be made, and says what adding needs',
	bothWays,
	async ({ page, person, server, javaScriptEnabled }) => {
		await page.addInitScript(() => Reflect.deleteProperty(window, 'PublicKeyCredential'));
		await createPasskeys(server, person.email);
		await signIn(page, person);
		await page.goto(here);
		if (javaScriptEnabled) await hydrated(page);
		const row = page.getByRole('listitem').filter({ hasText: 'iCloud Keychain' });
		await expect(row).toContainText('last used');
		await row.getByText('Rename', { exact: true }).click();
		await row.getByLabel('Name of the passkey').fill('My phone');
		await row.getByRole('button', { name: 'Save name' }).click();
		await expect(page.getByRole('heading', { name: 'My phone' })).toBeVisible();

		const renamed = page.getByRole('listitem').filter({ hasText: 'My phone' });
		await renamed.getByRole('button', { name: 'Remove passkey' }).click();
		await expect(page.getByText('The passkey is removed.')).toBeVisible();
		await expect(page.getByRole('heading', { name: 'My phone' })).toBeHidden();
		await expect(page.getByRole('button', { name: 'Add a passkey' })).toHaveCount(0);
		const unsupported = page.getByText('This device cannot do what a passkey needs.');
		await expect(unsupported).toHaveCount(javaScriptEnabled ? 1 : 0);
		if (javaScriptEnabled) return;
		// Playwright's Chromium keeps it as text, which nothing finds by what it says.
		expect(await page.locator('noscript').innerHTML()).toContain('turn on JavaScript');
	}
);
