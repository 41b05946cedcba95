import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import sharp from 'sharp';

const screens = { phone: { width: 375, height: 760 }, desk: { width: 1280, height: 800 } };

/** A picture: the path of a page, and who looks at it, on what. */
interface Picture {
	path: string;
	screen: keyof typeof screens;
	colorScheme: 'light' | 'dark';
	signedIn: boolean;
}

/** Those that README.md shows, by the name of their file. */
const pictures: Record<string, Picture> = {
	'sign-in-desk-light': {
		path: '/sign-in',
		screen: 'desk',
		colorScheme: 'light',
		signedIn: false
	},
	'sign-in-desk-dark': { path: '/sign-in', screen: 'desk', colorScheme: 'dark', signedIn: false },
	'security-phone-light': {
		path: '/settings/security',
		screen: 'phone',
		colorScheme: 'light',
		signedIn: true
	},
	'activity-phone-dark': {
		path: '/settings/activity',
		screen: 'phone',
		colorScheme: 'dark',
		signedIn: true
	}
};

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
 * Takes each picture.
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
		for (const [name, { path, screen, colorScheme, signedIn }] of Object.entries(pictures)) {
			const context = await browser.newContext({
				viewport: screens[screen],
				colorScheme,
				locale: 'en-GB',
				reducedMotion: 'reduce',
				...(signedIn && { storageState })
			});
			const page = await context.newPage();
			await page.goto(`${origin}${path}`, { waitUntil: 'networkidle' });
			const file = `${name}.webp`;
			taken.push({ file, bytes: await keep(page, join(folder, file)) });
			await context.close();
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
