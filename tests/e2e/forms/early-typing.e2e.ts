import type { Page } from '@playwright/test';
import { flat } from '../../../src/modules/profile/api/avatar/pictures.fixture.ts';
import { createAdmin, makeAdmin } from '../support/admins.ts';
import { withAccount } from '../support/database.ts';
import { expect, test } from '../support/fixtures.ts';
import { createPerson } from '../support/people.ts';
import { giveApp, giveRecoveryCode } from '../support/second-factor.ts';
import { fillSignIn, holdBack, hydrated, signIn } from '../support/steps.ts';

/** Opens a page whose scripts come late: what is done in between is done without them. */
async function open(page: Page, path: string, early: () => Promise<unknown>): Promise<void> {
	const letGo = await holdBack(page, '**/_app/immutable/**/*.js');
	await page.goto(path, { waitUntil: 'commit' });
	await early();
	await expect(page.locator('#svelte-announcer')).toHaveCount(0);
	letGo();
	await hydrated(page);
}

test('keeps an address that was typed before the scripts came', async ({ page, person }) => {
	const address = page.getByLabel('E-mail address');
	const secret = page.getByLabel('Password', { exact: true });
	await open(page, '/sign-in', async () => {
		await address.fill(person.email);
		await secret.fill(person.password);
	});
	await expect(address).toHaveValue(person.email);
	await page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true }).click();
	await expect(page.getByRole('heading', { name: /Good to see you/ })).toBeVisible();
});

test('keeps what was changed in a profile before the scripts came', async ({ page, person }) => {
	await signIn(page, person);
	await open(page, '/settings/profile', async () => {
		await page.getByLabel('Display name').fill('Ada, early');
		await page.getByLabel('About me').fill('Before the scripts.');
		await page.getByLabel('Everyone').check();
	});
	await expect(page.getByLabel('Display name')).toHaveValue('Ada, early');
	await expect(page.getByLabel('About me')).toHaveValue('Before the scripts.');
	await expect(page.getByLabel('Everyone')).toBeChecked();
	await page.getByRole('button', { name: 'Save profile' }).click();
	await expect(page.getByText('Your profile is saved.')).toBeVisible();
	await page.reload();
	await expect(page.getByLabel('About me')).toHaveValue('Before the scripts.');
	await expect(page.getByLabel('Everyone')).toBeChecked();
});

test('keeps preferences that were chosen before the scripts came', async ({ page, person }) => {
	await signIn(page, person);
	const theme = page.getByLabel('Theme', { exact: true });
	const zone = page.getByLabel('Time zone', { exact: true });
	const notify = page.getByLabel(/Mail me when/);
	await open(page, '/settings/preferences', async () => {
		await theme.selectOption('dark');
		await zone.selectOption('Asia/Tokyo');
		await notify.uncheck();
	});
	await expect(theme).toHaveValue('dark');
	await expect(zone).toHaveValue('Asia/Tokyo');
	await expect(notify).not.toBeChecked();
});

test('leaves open what was opened before the scripts came', async ({ page, person }) => {
	await signIn(page, person);
	const [menu, closing] = [page.locator('header details'), page.locator('main details')];
	await open(page, '/settings/account', async () => {
		await closing.locator('summary').click();
		await menu.locator('summary').click();
	});
	await expect(menu).toHaveAttribute('open');
	await expect(closing).toHaveAttribute('open');
	await page.getByRole('link', { name: 'Security' }).first().click();
	await expect(page).toHaveURL('/settings/security');
	await expect(menu).not.toHaveAttribute('open');
});

test('leaves open the act on a person that was opened that early', async ({
	page,
	person,
	server
}) => {
	const admin = await createAdmin(server);
	await signIn(page, person);
	await makeAdmin(server, person.email);
	const id = await withAccount(server, admin.email, async (_, userId) => userId);
	const reason = page.locator('#suspend-reason');
	await open(page, `/admin/people/${id}`, async () => {
		await page.locator('summary').filter({ hasText: 'Suspend' }).click();
		await reason.fill('Spam, ticket 12');
	});
	await expect(reason).toBeVisible();
	await expect(reason).toHaveValue('Spam, ticket 12');
});

test('leaves open the field for a recovery code that was opened that early', async ({
	page,
	person,
	server
}) => {
	await giveApp(server, person.email);
	await giveRecoveryCode(server, person.email);
	await page.goto('/sign-in');
	await fillSignIn(page, person);
	await expect(page).toHaveURL(/second-factor/);
	const code = page.getByLabel('Recovery code');
	await open(page, '/sign-in/second-factor', async () => {
		await page.getByText('Use a recovery code').click();
		await code.fill('ABCD');
	});
	await expect(code).toBeVisible();
	await expect(code).toHaveValue('ABCD');
});

test('asks before what was changed that early is left behind', async ({ page, server }) => {
	const person = await createPerson(server, { bio: 'An older story.' });
	await signIn(page, person);
	const asked: string[] = [];
	page.on('dialog', async (dialog) => {
		asked.push(dialog.type());
		await dialog.dismiss();
	});
	const bio = page.getByLabel('About me');
	const security = page
		.getByRole('navigation', { name: 'Settings' })
		.getByRole('link', { name: 'Security' });
	await open(page, '/settings/profile', () => bio.fill(''));
	await expect(bio).toHaveValue('');
	await security.click();
	await expect.poll(() => asked).toEqual(['confirm']);
	await expect(bio).toHaveValue('');

	// Taken back, there is nothing to ask about.
	await bio.fill('An older story.');
	await security.click();
	await expect(page).toHaveURL('/settings/security');
	expect(asked).toEqual(['confirm']);
});

test('shows a picture that was chosen before the scripts came', async ({ page, person }) => {
	await signIn(page, person);
	const buffer = await flat(90, 90).png().toBuffer();
	await open(page, '/settings/profile', () =>
		page
			.getByLabel('Choose a picture')
			.setInputFiles({ name: 'early.png', mimeType: 'image/png', buffer })
	);
	await expect(page.getByText('early.png')).toBeVisible();
	await expect(page.getByRole('main').locator('img')).toHaveAttribute('src', /^data:image/);
	await page.getByRole('button', { name: 'Save picture' }).click();
	await expect(page.getByText('Your picture is saved.')).toBeVisible();
	await expect(page.getByText('early.png')).toHaveCount(0);
});

/** As extensions for passwords and spelling do: an element of their own, near each field. */
const places = ['beforebegin', 'afterend', 'in front of the label', 'last in the form'] as const;

async function intrude(page: Page, place: (typeof places)[number]): Promise<void> {
	await page.evaluate((place) => {
		for (const field of document.querySelectorAll('main :is(input, textarea, select)')) {
			if (field.getAttribute('type') === 'hidden') continue;
			const element = document.createElement('x-extension');
			if (place === 'in front of the label') field.closest('div')?.prepend(element);
			else if (place === 'last in the form') field.closest('form')?.append(element);
			else field.insertAdjacentElement(place, element);
		}
	}, place);
}

test.describe('an extension', () => {
	test.use({ complaint: /hydration_mismatch|Failed to hydrate/ });

	for (const place of places) {
		test(`leaves what was typed where it adds an element (${place})`, async ({ page, person }) => {
			const address = page.getByLabel('E-mail address');
			const secret = page.getByLabel('Password', { exact: true });
			await open(page, '/sign-in', async () => {
				await address.fill(person.email);
				await intrude(page, place);
				await secret.fill(person.password);
				await secret.press('End');
			});
			await expect(address).toHaveValue(person.email);
			await expect(secret).toHaveValue(person.password);
			await expect(secret).toBeFocused();
			await page.getByRole('main').getByRole('button', { name: 'Sign in', exact: true }).click();
			await expect(page.getByRole('heading', { name: /Good to see you/ })).toBeVisible();

			const buffer = await flat(90, 90).png().toBuffer();
			await open(page, '/settings/profile', async () => {
				await intrude(page, place);
				await page
					.getByLabel('Choose a picture')
					.setInputFiles({ name: 'early.png', mimeType: 'image/png', buffer });
				await page.getByLabel('Display name').fill('Ada, early');
				await page.getByLabel('About me').fill('Before the scripts.');
				await page.getByLabel('Everyone').check();
			});
			await expect(page.getByText('early.png')).toBeVisible();
			await expect(page.getByLabel('Display name')).toHaveValue('Ada, early');
			await expect(page.getByLabel('About me')).toHaveValue('Before the scripts.');
			await expect(page.getByLabel('Everyone')).toBeChecked();
			await page.getByRole('button', { name: 'Save profile' }).click();
			await expect(page.getByText('Your profile is saved.')).toBeVisible();

			await open(page, '/settings/preferences', async () => {
				await page.getByLabel('Theme', { exact: true }).selectOption('dark');
				await page.getByRole('checkbox').first().uncheck();
				await intrude(page, place);
			});
			await expect(page.getByLabel('Theme', { exact: true })).toHaveValue('dark');
			await expect(page.getByRole('checkbox').first()).not.toBeChecked();
			await expect(page.getByLabel('Time zone', { exact: true })).toHaveValue('Europe/Berlin');
		});
	}

	test('leaves what was filled in where it comes before fast scripts', async ({ page, person }) => {
		await page.addInitScript(() => {
			document.addEventListener('readystatechange', () => {
				const field = document.querySelector<HTMLInputElement>('main input[name=email]');
				if (!field || field.value) return;
				field.insertAdjacentElement('afterend', document.createElement('x-extension'));
				field.value = 'filled-in@example.com';
			});
		});
		await page.goto('/sign-in');
		await hydrated(page);
		await expect(page.getByLabel('E-mail address')).toHaveValue('filled-in@example.com');
		await fillSignIn(page, person);
		await expect(page.getByRole('heading', { name: /Good to see you/ })).toBeVisible();
	});
});

test('takes away what Facebook adds to the address', async ({ page }) => {
	await page.goto('/settings/profile?x=1#_=_');
	await expect(page).toHaveURL(/\/sign-in\?redirectTo=[^#]*$/);
	await page.goto('/sign-in?redirectTo=%2F#_=_');
	await expect(page).toHaveURL('/sign-in?redirectTo=%2F');
});
