import type { Locator, Page } from '@playwright/test';
import jsQR from 'jsqr';
import sharp from 'sharp';
import { codeOfApp } from '../../support/app-code.ts';
import { check } from '../support/check-page.ts';
import { bothWays, expect, test } from '../support/fixtures.ts';
import { press, signIn, to } from '../support/steps.ts';

const here = '/settings/security';

/** What a camera reads from the screen, once nothing is in the way of the picture. */
async function scan(picture: Locator): Promise<URL> {
	let text: string | undefined;
	await expect(async () => expect((text = await read(picture))).toBeTruthy()).toPass();
	return new URL(text!);
}

async function read(picture: Locator): Promise<string | undefined> {
	const image = sharp(await picture.screenshot())
		.ensureAlpha()
		.raw();
	const { data, info } = await image.toBuffer({ resolveWithObject: true });
	return jsQR(new Uint8ClampedArray(data), info.width, info.height)?.data;
}

const section = (page: Page) => page.locator('#totp');
const typeCode = async (page: Page, code: string) => {
	await section(page).getByLabel('Code from your app').fill(code);
	await press(section(page).getByRole('button', { name: 'Confirm code' }));
};

test(
	'an app is set up by its picture, moved to another one and removed',
	bothWays,
	async ({ page, person, mail }) => {
		await signIn(page, person);
		await page.goto(here);
		await section(page).getByRole('button', { name: 'Set up an app' }).click();
		const picture = section(page).getByRole('img', { name: /QR code/ });
		for (const colorScheme of ['dark', 'light'] as const) {
			await page.emulateMedia({ colorScheme });
			expect((await scan(picture)).pathname).toContain(encodeURIComponent(person.email));
		}
		const secret = (await scan(picture)).searchParams.get('secret')!;
		await expect(section(page).getByText(secret.match(/.{4}/g)!.join(' '))).toBeVisible();

		await typeCode(page, codeOfApp(secret, new Date(Date.now() - 30 * 60_000)));
		await expect(
			section(page)
				.getByText(/clock of your phone may be behind/)
				.first()
		).toBeVisible();
		await typeCode(page, codeOfApp(secret).replace(/^.../, '$& '));
		await mail.waitFor(to(person.email, /asks for codes from an app/));
		await page.goto(here);
		await expect(section(page).getByText(/Your app has been set up/)).toBeVisible();

		await section(page).getByRole('button', { name: 'Move to another app' }).click();
		await expect(section(page).getByText(`${person.email} (2)`)).toBeVisible();
		const other = (await scan(picture)).searchParams.get('secret')!;
		expect(other).not.toBe(secret);
		await typeCode(page, codeOfApp(other));
		await expect(page.getByText('Codes of the new app count from now on.')).toBeVisible();

		await section(page).getByRole('button', { name: 'Remove the app' }).click();
		await expect(page.getByText('The app is removed.')).toBeVisible();
		await expect(section(page).getByRole('button', { name: 'Set up an app' })).toBeVisible();
		await mail.waitFor(to(person.email, /app for codes was removed/));
	}
);

test('the set-up reads well on a phone', async ({ page, person }) => {
	await signIn(page, person);
	await page.goto(here);
	await section(page).getByRole('button', { name: 'Set up an app' }).click();
	await expect(section(page).getByRole('img', { name: /QR code/ })).toBeVisible();
	await check(page, 'settings-security-app');
});
