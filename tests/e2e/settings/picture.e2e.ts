import type { FileChooser, Page } from '@playwright/test';
import {
	flat,
	noise,
	photograph
} from '../../../src/modules/profile/api/avatar/pictures.fixture.ts';
import { bothWays, expect, test } from '../support/fixtures.ts';
import { createPerson, newUsername } from '../support/people.ts';
import { hydrated, press, signIn } from '../support/steps.ts';

const field = (page: Page) => page.getByLabel('Choose a picture');
const save = (page: Page) => page.getByRole('button', { name: 'Save picture' });
const png = (name: string, buffer: Buffer) => ({ name, mimeType: 'image/png', buffer });

/** The width of the picture in the header as the browser has read it; 0 where it could not. */
const widthInHeader = (page: Page) =>
	page
		.getByRole('banner')
		.locator('summary img')
		.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth));

test(
	'a picture is uploaded, shown to everybody, and removed',
	bothWays,
	async ({ page, server, newBrowser }) => {
		const username = newUsername();
		const person = await createPerson(server, { username, visibility: 'public' });
		await signIn(page, person);
		await page.goto('/settings/profile');
		await field(page).setInputFiles(png('me.png', await photograph(900, 600, 'png')));
		await save(page).click();
		await expect(page.getByText('Your picture is saved.')).toBeVisible();
		expect(await widthInHeader(page)).toBe(512);

		const stranger = await newBrowser();
		await stranger.goto(`/u/${username}`);
		const shown = stranger.getByRole('main').locator('img');
		await expect(shown).toHaveAttribute('alt', '');
		const address = (await shown.getAttribute('src')) ?? '';
		expect((await stranger.request.get(server.origin + address)).status()).toBe(200);

		await page.getByRole('radio', { name: 'Only you' }).check();
		await page.getByRole('button', { name: 'Save profile' }).click();
		await expect(page.getByText('Your profile is saved.')).toBeVisible();
		expect((await stranger.request.get(server.origin + address)).status()).toBe(404);
		expect(await widthInHeader(page)).toBe(512);

		await page.getByRole('button', { name: 'Remove picture' }).click();
		await expect(page.getByText('Your picture is gone.')).toBeVisible();
		await expect(page.locator('img')).toHaveCount(0);
	}
);

test(
	'what is no picture is refused at the field, whatever it is called',
	bothWays,
	async ({ page, person, javaScriptEnabled }) => {
		await signIn(page, person);
		await page.goto('/settings/profile');
		if (javaScriptEnabled) await hydrated(page);
		await press(save(page));
		await expect(field(page)).toHaveAccessibleDescription('Choose a file first.');

		await field(page).setInputFiles(png('me.png', Buffer.from('<!doctype html><p>Hello')));
		await press(save(page));
		await expect(field(page)).toHaveAccessibleDescription(/^This is not a picture/);
		await expect(page.getByRole('alert')).toContainText('One thing needs correcting.');

		const picture = await photograph(90, 90, 'png');
		const both = Buffer.concat([picture, Buffer.from('<script>alert(1)</script>')]);
		await field(page).setInputFiles(png('both.png', both));
		await press(save(page));
		await expect(field(page)).toHaveAccessibleDescription(/^This file is something else besides/);

		// The page's script knows by itself, and sends neither.
		const send = () => (javaScriptEnabled ? save(page).click() : press(save(page)));
		await field(page).setInputFiles(png('large.png', Buffer.alloc(5 * 1024 * 1024 + 1)));
		await send();
		await expect(field(page)).toHaveAccessibleDescription(/^This file is too large\./);

		await field(page).setInputFiles(png('huge.png', Buffer.alloc(7 * 1024 * 1024)));
		await send();
		await expect(field(page)).toHaveAccessibleDescription(/^This file is too large\./);
		await expect(page.locator('img')).toHaveCount(0);
	}
);

test.describe('with JavaScript', () => {
	test('the keyboard chooses a picture, which is shown as it will be cut', async ({
		page,
		person
	}) => {
		// The browser is told from here on to ask us; told at the press, it may open a window of its own.
		const asked = new Promise<FileChooser>((resolve) => page.once('filechooser', resolve));
		await signIn(page, person);
		await page.goto('/settings/profile');
		await hydrated(page);
		await field(page).focus();
		await page.keyboard.press('Enter');
		const chooser = await asked;
		await chooser.setFiles(png('wide.png', await photograph(900, 300, 'png')));
		await expect(page.getByText('wide.png')).toBeVisible();
		const preview = page.getByRole('main').locator('img');
		await expect(preview).toHaveAttribute('src', /^data:image/);
		const box = await preview.boundingBox();
		expect(box?.width).toBe(box?.height);

		await save(page).press('Enter');
		await expect(page.getByText('Your picture is saved.')).toBeVisible();
		await expect(preview).toHaveAttribute('src', /^\/avatars\//);
		await expect(page.getByText('wide.png')).toHaveCount(0);
	});

	test('a picture is taken whatever the browser calls it', async ({ page, person }) => {
		await signIn(page, person);
		const preview = page.getByRole('main').locator('img');
		const jpeg = await flat(90, 90).jpeg().toBuffer();
		for (const mimeType of ['image/jpg', 'image/pjpeg', 'application/octet-stream', 'text/plain']) {
			await page.goto('/settings/profile');
			await hydrated(page);
			await field(page).setInputFiles({ name: 'me.jfif', mimeType, buffer: jpeg });
			await expect(preview).toHaveAttribute('src', /^data:image/);
			await expect(field(page)).toHaveAccessibleDescription(/^PNG, JPEG/);
			await save(page).click();
			await expect(page.getByText('Your picture is saved.')).toBeVisible();
		}
	});

	test('too large a file is refused before anything is sent', async ({ page, person }) => {
		await signIn(page, person);
		await page.goto('/settings/profile');
		await hydrated(page);
		const sent: string[] = [];
		page.on('request', (request) => {
			if (request.method() === 'POST') sent.push(request.url());
		});
		await field(page).setInputFiles(png('large.png', Buffer.alloc(5 * 1024 * 1024 + 1)));
		await expect(field(page)).toHaveAccessibleDescription(/^This file is too large\./);
		await save(page).click();
		await expect(page.getByRole('alert')).toBeFocused();
		expect(sent).toEqual([]);

		await field(page).setInputFiles(png('small.png', await flat(90, 90).png().toBuffer()));
		await expect(page.getByRole('alert')).toHaveCount(0);
		await expect(field(page)).toHaveAccessibleDescription(/^PNG, JPEG/);
		await save(page).click();
		await expect(page.getByText('Your picture is saved.')).toBeVisible();
		await expect(page.getByRole('alert')).toHaveCount(0);
	});

	test('a slow upload says how far it is', async ({ page, person, context }) => {
		await signIn(page, person);
		await page.goto('/settings/profile');
		await hydrated(page);
		const network = await context.newCDPSession(page);
		await network.send('Network.enable');
		await network.send('Network.emulateNetworkConditions', {
			offline: false,
			latency: 0,
			downloadThroughput: -1,
			uploadThroughput: 250_000
		});
		const large = await noise(640, 480).png().toBuffer();
		await field(page).setInputFiles(png('large.png', large));
		await save(page).click();
		const progress = page.getByRole('progressbar', { name: 'How much of the picture is sent' });
		await expect(progress).toBeVisible();
		await expect(page.getByText('Your picture is saved.')).toBeVisible();
		await expect(progress).toHaveCount(0);
	});
});
