import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { db } from '@/server/db/client';
import { users } from '$modules/auth/models/z.user';
import { addAdmin, makeAdmin } from '$tests/admins';
import { openBrowser, type Browser } from '$tests/app';
import { createUser } from '$tests/factories';
import { openSession } from '$tests/people';

const files = Object.keys(
	import.meta.glob('/src/routes/**/+{page,server}*', { exhaustive: true })
).filter((file) => file.startsWith('/src/routes/(admin)/'));
const paths = [
	...new Set(
		files.map((file) =>
			file.replace(/^\/src\/routes\/\(admin\)|\/\+[^/]+$/g, '').replaceAll(/\[[^\]]+\]/g, 'x')
		)
	)
];
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS'];

/** What an answer says, without what differs from one request to the next. */
async function look(response: Response, path: string) {
	const text = (await response.text())
		.replaceAll(path, 'PATH')
		.replaceAll(encodeURIComponent(path), 'PATH')
		.replaceAll(
			/nonce="[^"]+"|sveltekit_\w+|Reference [\w-]+|id:"[\w-]+"|[\da-f]{8}-[\da-f-]{27}/g,
			''
		);
	const headers = [...response.headers]
		.filter(([name]) => name !== 'content-length')
		.map(([name, value]) => [name, value.replaceAll(/nonce-[^']+|^"\w+"$/g, '')]);
	return { status: response.status, headers: headers.sort(), text };
}

const signedIn = async (prepare?: (userId: string) => Promise<unknown>) => {
	const user = await createUser();
	await prepare?.(user.id);
	const browser = openBrowser();
	await openSession(user.id, browser);
	return { user, browser };
};

/** The same request for a page of the admins and for one that was never there. */
async function askBoth(browser: Browser, path: string, ask: (path: string) => Promise<Response>) {
	const unknown = path.replace('/admin', '/nimda');
	return [await look(await ask(path), path), await look(await ask(unknown), unknown)];
}

describe('the pages of the people who run the site', () => {
	test('there are some', () => expect(paths).toContain('/admin'));

	test.each(paths)('%s is not there for anybody else, whatever they send', async (path) => {
		const { browser } = await signedIn();
		for (const method of methods) {
			const [admin, unknown] = await askBoth(browser, path, (at) => browser.send(at, { method }));
			expect(admin).toEqual(unknown);
			expect(admin?.status).toBe(404);
		}
		for (const ask of [
			(at: string) => browser.get(`${at}/__data.json`),
			(at: string) => browser.post(`${at}?/suspend`, { reason: 'x' }),
			(at: string) =>
				browser.post(
					`${at}?/suspend`,
					{ reason: 'x' },
					{
						headers: { accept: 'application/json', 'x-sveltekit-action': 'true' }
					}
				)
		]) {
			const [admin, unknown] = await askBoth(browser, path, ask);
			expect(admin).toEqual(unknown);
			expect(admin?.status).toBe(404);
		}
	});

	test('they are not there for somebody who lacks a second factor, or was an admin', async () => {
		const lacking = await signedIn((id) =>
			db.update(users).set({ factorRequiredAt: new Date() }).where(eq(users.id, id))
		);
		expect((await lacking.browser.get('/admin')).status).toBe(404);
		const { user, browser } = await addAdmin();
		expect((await browser.get('/admin')).status).toBe(200);
		await db.update(users).set({ role: 'person' }).where(eq(users.id, user.id));
		expect((await browser.get('/admin')).status).toBe(404);
	});

	test('an admin whose session one factor proved confirms first, and comes back', async () => {
		const { browser } = await addAdmin({ amr: 'pwd' });
		const to = (path: string) => `/confirm?redirectTo=${encodeURIComponent(path)}`;
		expect((await browser.get('/admin')).headers.get('location')).toBe(to('/admin'));
		const posted = await browser.post('/admin?/nothing', { reason: 'x' });
		expect([posted.status, posted.headers.get('location')]).toEqual([303, to('/admin')]);
		const page = await (await browser.get(to('/admin'))).text();
		expect(page).toContain('?/totp');
		expect(page).not.toContain('?/password');
	});

	test('a code opens them; the password would not have', async () => {
		const user = await createUser();
		const app = await makeAdmin(user.id);
		const browser = openBrowser();
		await openSession(user.id, browser);
		const path = '/confirm?/totp&redirectTo=%2Fadmin';
		expect((await browser.post(path, { code: app.code() })).headers.get('location')).toBe('/admin');
		expect((await browser.get('/admin')).status).toBe(200);
	});

	test('an admin without a second factor sets one up first', async () => {
		const { browser } = await signedIn((id) =>
			db.update(users).set({ role: 'admin', factorRequiredAt: new Date() }).where(eq(users.id, id))
		);
		const location = (await browser.get('/admin')).headers.get('location');
		expect(location).toBe('/settings/security?redirectTo=%2Fadmin');
	});
});
