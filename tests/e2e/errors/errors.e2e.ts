import { checkStatic } from '../support/check-page.ts';
import { bothWays, expect, test } from '../support/fixtures.ts';
import { signIn } from '../support/steps.ts';

test('says that there is nothing at an address, with a reference', bothWays, async ({ page }) => {
	for (const path of ['/nothing/here', '/u/nobody-at-all']) {
		expect((await page.goto(path))?.status()).toBe(404);
		await expect(
			page.getByRole('heading', { name: 'There is nothing at this address' })
		).toBeVisible();
		await expect(page.getByText(/404 · Reference [0-9a-f-]{36}/)).toBeVisible();
		await page.getByRole('link', { name: 'Go to the start page' }).click();
		await expect(page).toHaveURL('/');
	}
});

test('refuses a form from another site', async ({ page, person, newBrowser, server }) => {
	await signIn(page, person);
	const elsewhere = await page.context().newPage();
	// The server's other name is another site.
	await elsewhere.route('http://127.0.0.1:*/attack', (route) =>
		route.fulfill({
			contentType: 'text/html',
			body: `<form method="POST" action="${server.origin}/sign-out"><button>Win</button></form>`
		})
	);
	await elsewhere.goto(`${server.origin.replace('localhost', '127.0.0.1')}/attack`);
	const answered = elsewhere.waitForResponse(`${server.origin}/sign-out`);
	await elsewhere.getByRole('button', { name: 'Win' }).click();
	expect((await answered).status()).toBe(403);
	await elsewhere.waitForURL(`${server.origin}/sign-out`);
	await checkStatic(elsewhere);

	await page.reload();
	await expect(page.getByRole('heading', { name: /Good to see you/ })).toBeVisible();
	const stranger = await newBrowser();
	expect((await stranger.request.post('/sign-in', { form: {} })).status()).toBe(403);
});

test('names nothing of the inside on an error page', async ({ request }) => {
	for (const path of ['/nothing', '/u/%00', '/sign-in?/nothing', '/_app/nothing.js']) {
		const answer = await request.get(path);
		expect(await answer.text()).not.toMatch(/node_modules|\.ts:|at Object|stack/i);
	}
});

test('serves the files of the build and nothing beside them, and names no program', async ({
	request
}) => {
	const beside = ['/.git/config', '/.env', '/package.json', '/local.db', '/server/index.js'];
	const folders = ['/_app/', '/_app/immutable/', '/_app/immutable/../../../index.js', '/client/'];
	for (const path of [...beside, ...folders, '/.porchlight/secret', '/src/hooks.server.ts']) {
		expect([path, (await request.get(path)).status()]).toEqual([path, 404]);
	}
	for (const path of ['/', '/robots.txt', '/nothing', '/healthz', '/_app/version.json']) {
		const headers = (await request.get(path)).headers();
		const told = Object.keys(headers).filter((name) => /^(?:server|via|x-powered-by)$/.test(name));
		expect([path, told]).toEqual([path, []]);
	}
});
