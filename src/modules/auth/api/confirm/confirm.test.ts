import { eq } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { db } from '@/server/db/client';
import { hashToken } from '@/server/secrets';
import { openBrowser } from '$tests/app';
import { createUser } from '$tests/factories';
import { isSignedIn, newAddress, openSession, PASSWORD, signedInPerson } from '$tests/people';
import { sessions } from '../../models/z.session';
import { requireConfirmation } from './require-confirmation';

const HOUR = 60 * 60 * 1000;
const sessionOf = async (token: string) =>
	(
		await db
			.select()
			.from(sessions)
			.where(eq(sessions.id, hashToken(token)))
	)[0];

test('the right password renews token and confirmation, keeps the beginning, and goes back', async () => {
	const now = new Date(Date.now() - HOUR);
	const { browser, token } = await signedInPerson({ now });
	const response = await browser.post('/confirm?redirectTo=%2Fsettings%2Fsecurity&/password', {
		password: PASSWORD
	});
	expect([response.status, response.headers.get('location')]).toEqual([303, '/settings/security']);

	const renewed = browser.jar.get('session')!;
	expect(renewed).not.toBe(token);
	expect(await sessionOf(token)).toBeUndefined();
	const session = await sessionOf(renewed);
	expect(session?.createdAt).toEqual(now);
	expect(Date.now() - session!.confirmedAt.getTime()).toBeLessThan(60_000);
	expect(await isSignedIn(browser)).toBe(true);
});

test('a wrong password confirms nothing', async () => {
	const now = new Date(Date.now() - HOUR);
	const { browser, token } = await signedInPerson({ now });
	expect((await browser.post('/confirm?/password', { password: 'wrong' })).status).toBe(400);
	expect(browser.jar.get('session')).toBe(token);
	expect((await sessionOf(token))?.confirmedAt).toEqual(now);
});

test('an account without a password cannot confirm by one', async () => {
	const user = await createUser({ email: newAddress() });
	const browser = openBrowser();
	await openSession(user.id, browser);
	const page = await (await browser.get('/confirm')).text();
	expect(page.includes('name="password"')).toBe(false);
	for (const password of ['', ' ', 'x', PASSWORD]) {
		expect((await browser.post('/confirm?/password', { password })).status).toBe(400);
	}
});

test('where to go afterwards is a path of this site', async () => {
	const { browser } = await signedInPerson();
	for (const target of ['//evil.example', 'https://evil.example', '/\\evil.example']) {
		const query = new URLSearchParams({ redirectTo: target });
		const response = await browser.post(`/confirm?${query}&/password`, { password: PASSWORD });
		expect(response.headers.get('location')).toBe('/');
	}
});

afterEach(() => void vi.useRealTimers());

test('a sign-in or confirmation counts for 15 minutes', () => {
	const confirmedAt = new Date();
	const locals = { user: {}, session: { confirmedAt }, requestId: '' } as unknown as App.Locals;
	vi.useFakeTimers({ toFake: ['Date'] });
	const confirmedFor = (ms: number, page: string) => {
		vi.setSystemTime(confirmedAt.getTime() + ms);
		return requireConfirmation(locals, page);
	};
	expect(lifetimes.confirmation).toBe(15 * 60 * 1000);
	expect(confirmedFor(lifetimes.confirmation, '/x')).toBeTruthy();
	expect(() => confirmedFor(lifetimes.confirmation + 1, '/x?a=b')).toThrow(
		expect.objectContaining({ status: 303, location: '/confirm?redirectTo=%2Fx%3Fa%3Db' })
	);
});
