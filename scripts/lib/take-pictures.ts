import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import sharp from 'sharp';

/** A picture: the path of a page, and who looks at it. */
interface Picture {
	name: string;
	path: string;
	signedIn: boolean;
}

const pictures: Picture[] = [
	{ name: 'sign-in', path: '/sign-in', signedIn: false },
	{ name: 'profile', path: '/settings/profile', signedIn: true },
	{ name: 'security', path: '/settings/security', signedIn: true },
	{ name: 'activity', path: '/settings/activity', signedIn: true }
];
const screens = { phone: { width: 375, height: 760 }, desk: { width: 1280, height: 800 } };
const themes = ['light', 'dark'] as const;

interface Visit {
	origin: string;
	/** The program of a browser. */
	executablePath: string;
	/** Whose pages are shown. */
	person: { email: string; password: string };
	/** Where the pictures go. */
	folder: string;
}

/**
 * Shows each page as a phone and a desk see it, by day and by night.
 * @returns the files, with their size in bytes.
 */
export async function takePictures({ origin, executablePath, person, folder }: Visit) {
	mkdirSync(folder, { recursive: true });
	const browser = await chromium.launch({
		executablePath,
		args: ['--no-sandbox', '--disable-gpu']
	});
	const taken: { file: string; bytes: number }[] = [];
	try {
		const storageState = await signIn(browser, { origin, person });
		for (const [screen, viewport] of Object.entries(screens)) {
			for (const colorScheme of themes) {
				for (const { name, path, signedIn } of pictures) {
					const options = {
						viewport,
						colorScheme,
						locale: 'en-GB',
						reducedMotion: 'reduce'
					} as const;
					const context = await browser.newContext(
						signedIn ? { ...options, storageState } : options
					);
					const page = await context.newPage();
					await page.goto(`${origin}${path}`, { waitUntil: 'networkidle' });
					const file = `${name}-${screen}-${colorScheme}.webp`;
					taken.push({ file, bytes: await keep(page, join(folder, file)) });
					await context.close();
				}
			}
		}
	} finally {
		await browser.close();
	}
	return taken;
}

async function signIn(browser: Browser, { origin, person }: Pick<Visit, 'origin' | 'person'>) {
	const context = await browser.newContext({ locale: 'en-GB' });
	const page = await context.newPage();
	await page.goto(`${origin}/sign-in`);
	await page.getByLabel('E-mail address').fill(person.email);
	await page.getByLabel('Password', { exact: true }).fill(person.password);
	const main = page.getByRole('main');
	await main.getByRole('button', { name: 'Sign in', exact: true }).click();
	await page.waitForURL((url) => url.pathname !== '/sign-in');
	const state = await context.storageState();
	await context.close();
	return state;
}

/** As WebP, a third of a PNG. */
async function keep(page: Page, file: string): Promise<number> {
	const picture = await sharp(await page.screenshot())
		.webp({ quality: 80 })
		.toBuffer();
	writeFileSync(file, picture);
	return picture.length;
}
