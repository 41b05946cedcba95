import type { Page } from '@playwright/test';
import { flat } from '../../../src/modules/profile/api/avatar/pictures.fixture.ts';
import { expect, test } from '../support/fixtures.ts';
import { holdBack, hydrated, signIn } from '../support/steps.ts';

const bio = (page: Page) => page.getByLabel('About me');
const save = (page: Page) => page.getByRole('button', { name: 'Save profile' });
const saved = (page: Page) => page.getByText('Your profile is saved.');
const sideLink = (page: Page, name: string) =>
	page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name });

async function openProfile(page: Page): Promise<void> {
	await page.goto('/settings/profile');
	await hydrated(page);
}

test('a picture leaves alone what is typed beside it', async ({ page, person }) => {
	await signIn(page, person);
	await openProfile(page);
	const picture = (buffer: Buffer) =>
		page
			.getByLabel('Choose a picture')
			.setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer });
	await bio(page).fill('Not saved yet.');
	await page.getByLabel('Everyone').check();
	await picture(Buffer.from('no picture'));
	await page.getByRole('button', { name: 'Save picture' }).click();
	await expect(page.getByRole('alert')).toBeFocused();
	await expect(bio(page)).toHaveValue('Not saved yet.');

	await picture(await flat(90, 90).png().toBuffer());
	await page.getByRole('button', { name: 'Save picture' }).click();
	await expect(page.getByText('Your picture is saved.')).toBeVisible();
	await expect(bio(page)).toHaveValue('Not saved yet.');
	await expect(page.getByLabel('Everyone')).toBeChecked();
});

test('what is typed while it is being saved stays, with the focus', async ({ page, person }) => {
	await signIn(page, person);
	await openProfile(page);
	const name = page.getByLabel('Display name');
	await name.fill('  Ada ');
	const letGo = await holdBack(page, '**/settings/profile?/update');
	await save(page).click();
	await page.getByLabel('Everyone').check();
	await bio(page).pressSequentially('Typed');
	letGo();
	await expect(saved(page)).toBeVisible();
	await expect(save(page)).not.toHaveAttribute('aria-busy');
	await page.keyboard.type(' on.');
	await expect(bio(page)).toHaveValue('Typed on.');
	await expect(page.getByLabel('Everyone')).toBeChecked();
	await expect(name, 'as the server wrote it').toHaveValue('Ada');

	// It is not saved yet, and so asked about.
	const asked = page.waitForEvent('dialog');
	const left = sideLink(page, 'Security').click();
	await (await asked).dismiss();
	await left;
	// The sentence of the first answer stands there still: it is the second answer that counts.
	const answered = page.waitForResponse('**/settings/profile?/update');
	await save(page).click();
	await answered;
	await page.reload();
	await expect(bio(page)).toHaveValue('Typed on.');
});

test('what is typed while it is being refused stays', async ({ page, person }) => {
	await signIn(page, person);
	await openProfile(page);
	await page.getByLabel('Username').fill('!!');
	const letGo = await holdBack(page, '**/settings/profile?/update');
	await save(page).click();
	await bio(page).pressSequentially('Typed on.');
	letGo();
	await expect(page.getByRole('alert')).toBeFocused();
	await expect(bio(page)).toHaveValue('Typed on.');
	await expect(page.getByLabel('Username')).toHaveValue('!!');
});

test('leaving while it is being saved is asked about, and leads away', async ({ page, person }) => {
	await signIn(page, person);
	await openProfile(page);
	const asked: string[] = [];
	page.on('dialog', async (dialog) => {
		asked.push(dialog.type());
		await dialog.accept();
	});
	await bio(page).fill('Saved late.');
	const letGo = await holdBack(page, '**/settings/profile?/update');
	await save(page).click();
	await sideLink(page, 'Activity').click();
	await expect(page).toHaveURL('/settings/activity');
	letGo();
	await expect(saved(page)).toBeVisible();
	await expect(page).toHaveURL('/settings/activity');
	expect(asked).toEqual(['confirm']);
	await sideLink(page, 'Profile').click();
	await expect(bio(page)).toHaveValue('Saved late.');
});

test('preferences that are saved late take effect on the page at hand', async ({
	page,
	person
}) => {
	await signIn(page, person);
	await page.goto('/settings/preferences');
	await hydrated(page);
	await page.getByLabel('Language', { exact: true }).selectOption('de');
	const letGo = await holdBack(page, '**/settings/preferences');
	await page.getByRole('button', { name: 'Save preferences' }).click();
	page.once('dialog', (dialog) => dialog.accept());
	await sideLink(page, 'Sessions').click();
	await expect(page).toHaveURL('/settings/sessions');
	letGo();
	await expect(page.locator('html')).toHaveAttribute('lang', 'de');
	await expect(page.getByText('Ihre persönlichen Einstellungen sind gespeichert.')).toBeVisible();
	await expect(page).toHaveURL('/settings/sessions');
});

test('a form that loads a new page is busy until that is there', async ({ page, person }) => {
	await signIn(page, person);
	await page.goto('/settings/preferences');
	await hydrated(page);
	const pressed = () => page.waitForEvent('console', (line) => line.text() === 'pressed');
	const sent: string[] = [];
	await page.route('**/settings/preferences', async (route) => {
		sent.push(route.request().method());
		if (route.request().method() === 'GET') {
			await pressed();
			await pressed();
		}
		await route.continue();
	});
	// Somebody presses the button again and again.
	await page.evaluate(() =>
		setInterval(() => {
			document.querySelector<HTMLElement>('main form button:not([type=button])')?.click();
			console.info('pressed');
		}, 50)
	);
	await expect(page.getByText('Your preferences are saved.')).toBeVisible();
	expect(sent).toEqual(['POST', 'GET']);
});
