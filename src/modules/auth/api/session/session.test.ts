import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { db } from '@/server/db/client';
import { hashToken } from '@/server/secrets';
import { openBrowser } from '$tests/app';
import { tokenIn } from '$tests/mails';
import {
	beginSignUpWithMail,
	isSignedIn,
	openSession,
	OTHER_PASSWORD,
	PASSWORD,
	signedInPerson,
	signIn
} from '$tests/people';
import { addApp } from '$tests/second-factor';
import { sessions } from '../../models/z.session';
import { users } from '../../models/z.user';
import { deleteExpiredSessions } from './lucia';
import { validateSession } from './handle-session';
import { interruptTransaction } from './meanwhile.fixture';

const SECOND = 1_000;
const HOUR = 60 * 60 * SECOND;
const DAY = 24 * HOUR;
const row = async (token: string) =>
	(
		await db
			.select()
			.from(sessions)
			.where(eq(sessions.id, hashToken(token)))
	)[0];

/** Waits for the note of last use, which is written behind the answer: writes keep their order. */
async function settle(): Promise<void> {
	await new Promise((resolve) => setTimeout(resolve, 20));
	await db.$client.batch(['select 1'], 'write');
}

/** Every statement that reaches the database while `work` runs. */
async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
	const execute = vi.spyOn(db.$client, 'execute').mockClear();
	const transaction = vi.spyOn(db.$client, 'transaction').mockClear();
	await work();
	await settle();
	const calls = execute.mock.calls.map(([statement]: unknown[]) =>
		typeof statement === 'string' ? statement : (statement as { sql: string }).sql
	);
	// The mail worker of this process looks for work once a second, whatever is requested.
	const asked = calls.filter((sql) => !sql.includes('from "outbox"'));
	return [...asked, ...transaction.mock.calls.map(() => 'transaction')];
}

describe('how long a session lasts', () => {
	beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
	afterEach(() => void vi.useRealTimers());

	test('14 days after its last use', async () => {
		const { token } = await signedInPerson();
		const began = Date.now();
		vi.setSystemTime(began + 14 * DAY - SECOND);
		expect(await validateSession(token)).not.toBeNull();
		await settle();
		vi.setSystemTime(began + 28 * DAY - 2 * SECOND);
		expect(await validateSession(token)).not.toBeNull();
		await settle();
		vi.setSystemTime(Date.now() + 14 * DAY);
		expect(await validateSession(token)).toBeNull();
	});

	test('90 days after it began, however much it is used', async () => {
		const { token } = await signedInPerson();
		const began = Date.now();
		for (let day = 10; day < 90; day += 10) {
			vi.setSystemTime(began + day * DAY);
			expect(await validateSession(token)).not.toBeNull();
			await settle();
		}
		vi.setSystemTime(began + 90 * DAY - SECOND);
		expect(await validateSession(token)).not.toBeNull();
		vi.setSystemTime(began + 90 * DAY);
		expect(await validateSession(token)).toBeNull();
	});

	test('not longer by confirming', async () => {
		const { browser } = await signedInPerson();
		const began = Date.now();
		for (let day = 10; day < 90; day += 10) {
			vi.setSystemTime(began + day * DAY);
			await browser.post('/confirm?/password', { password: PASSWORD });
		}
		vi.setSystemTime(began + 90 * DAY);
		expect(await isSignedIn(browser)).toBe(false);
	});

	test('its use is noted at most once an hour, by 20 requests at once too', async () => {
		const { token } = await signedInPerson();
		const began = Date.now();
		vi.setSystemTime(began + HOUR - SECOND);
		const early = await statementsOf(() => validateSession(token));
		expect(early).toHaveLength(1);

		const seen = new Set<number>();
		for (let i = 0; i < 20; i++) {
			vi.setSystemTime(began + HOUR + i);
			await validateSession(token);
			await settle();
			seen.add((await row(token))!.lastUsedAt.getTime());
		}
		expect([...seen]).toEqual([began + HOUR]);

		const parallel = Array.from({ length: 20 }, (_, i) =>
			validateSession(token, new Date(began + 3 * HOUR + i))
		);
		await Promise.all(parallel);
		await settle();
		expect((await row(token))!.lastUsedAt.getTime()).toBe(began + 3 * HOUR);
	});

	test('housekeeping removes those that have ended, and no others', async () => {
		const [idle, old, alive] = [
			await signedInPerson(),
			await signedInPerson(),
			await signedInPerson()
		];
		const set = (token: string, createdAt: number, lastUsedAt: number) =>
			db
				.update(sessions)
				.set({ createdAt: new Date(createdAt), lastUsedAt: new Date(lastUsedAt) })
				.where(eq(sessions.id, hashToken(token)));
		const now = Date.now();
		await set(idle.token, now - 15 * DAY, now - 14 * DAY - 1);
		await set(old.token, now - 90 * DAY - 1, now);
		await set(alive.token, now - 89 * DAY, now - 13 * DAY);
		await deleteExpiredSessions();
		expect(await row(idle.token)).toBeUndefined();
		expect(await row(old.token)).toBeUndefined();
		expect(await row(alive.token)).toBeDefined();
	});
});

describe('what a request costs', () => {
	test('one query for session, user and profile', async () => {
		const { browser, token } = await signedInPerson();
		const statements = await statementsOf(async () => {
			expect((await browser.get('/')).status).toBe(200);
		});
		expect(statements).toEqual([expect.any(String)]);
		expect(statements[0]).toMatch(/from "sessions" inner join "users".*left join "profiles"/);
		expect(await statementsOf(() => validateSession(token))).toHaveLength(1);
	});

	test('no more where the account has to have a second factor, with one and without', async () => {
		const { user, browser } = await signedInPerson();
		const look = () => statementsOf(() => browser.get('/'));
		await db.update(users).set({ factorRequiredAt: new Date() }).where(eq(users.id, user.id));
		expect(await look()).toHaveLength(1);
		await addApp(user.id);
		expect(await look()).toHaveLength(1);
	});

	test('none without a session cookie, nor with one that cannot be a token', async () => {
		const statements = await statementsOf(async () => {
			for (const page of ['/', '/sign-in']) await openBrowser().get(page);
			for (const value of ['', 'x', 'A'.repeat(42), 'A'.repeat(44), `${'A'.repeat(42)}=`]) {
				const browser = openBrowser();
				browser.jar.set('session', value);
				await browser.get('/');
			}
		});
		expect(statements).toEqual([]);
	});

	test('an ended session costs no write: nobody waits for a locked database', async () => {
		const { browser } = await signedInPerson({ now: new Date(Date.now() - 15 * DAY) });
		const statements = await statementsOf(() => browser.get('/'));
		expect(statements).toHaveLength(1);
	});

	test('the layout shows the names of the profile', async () => {
		const { browser } = await signedInPerson();
		await browser.post('/settings/profile?/update', { displayName: 'Ada L', username: 'ada_test' });
		expect((await (await browser.get('/')).text()).includes('Ada L')).toBe(true);
	});
});

describe('the cookie', () => {
	test('is HttpOnly, SameSite=Lax, of the whole site, for 90 days, and not Secure on http', async () => {
		const { email } = await signedInPerson();
		const response = await signIn(openBrowser(), email, PASSWORD);
		const [session] = response.headers.getSetCookie().filter((text) => text.startsWith('session='));
		const attributes = session!.split('; ').slice(1).sort();
		expect(attributes).toEqual(['HttpOnly', 'Max-Age=7776000', 'Path=/', 'SameSite=Lax']);
	});

	test('holds a token of 256 bits, of which the database has the SHA-256', async () => {
		const { email } = await signedInPerson();
		const browser = openBrowser();
		await signIn(browser, email, PASSWORD);
		const token = browser.jar.get('session')!;
		expect(token).toMatch(/^[\w-]{43}$/);
		expect(await row(token)).toBeDefined();
	});

	test.each([
		['corrupt', '%E0%A4%A'],
		['oversized', 'A'.repeat(15_000)],
		['foreign', 'B'.repeat(43)],
		['of another kind', '{"session":true}'],
		['with a NUL', 'A%00'],
		['the stored hash', 'HASH'],
		['SQL', "' or 1=1 --"]
	])('that is %s is ignored and not cleared', async (_name, value) => {
		const { token } = await signedInPerson();
		const cookie = `session=${value === 'HASH' ? hashToken(token) : value}`;
		const home = await openBrowser().get('/', { headers: { cookie } });
		expect(home.status).toBe(200);
		expect(home.headers.getSetCookie()).toEqual([]);
		const settings = await openBrowser().get('/settings/profile', { headers: { cookie } });
		expect(settings.headers.get('location')).toMatch(/^\/sign-in/);
		expect(settings.headers.getSetCookie()).toEqual([]);
	});

	test('that comes twice is no error, and nothing is cleared', async () => {
		const { token } = await signedInPerson();
		for (const cookie of [
			`session=${token}; session=x`,
			`session=x; session=${token}`,
			`session=${'B'.repeat(43)}; session=${token}`,
			'session; session=; =session'
		]) {
			const response = await openBrowser().get('/', { headers: { cookie } });
			expect(response.status).toBe(200);
			expect(response.headers.getSetCookie()).toEqual([]);
		}
	});

	test('of an ended session is ignored and not cleared', async () => {
		const { browser } = await signedInPerson({ now: new Date(Date.now() - 15 * DAY) });
		const response = await browser.get('/');
		expect(response.status).toBe(200);
		expect(response.headers.getSetCookie()).toEqual([]);
		expect(await isSignedIn(browser)).toBe(false);
	});

	test('under its name for https opens nothing on http', async () => {
		const { token } = await signedInPerson();
		const headers = { cookie: `__Host-session=${token}` };
		expect((await openBrowser().get('/settings/profile', { headers })).status).toBe(303);
	});
});

describe('signing out', () => {
	test('ends the session on the server, and only this one', async () => {
		const { browser, email, token } = await signedInPerson();
		const other = openBrowser();
		await signIn(other, email, PASSWORD);
		const response = await browser.post('/sign-out');
		expect([response.status, response.headers.get('location')]).toEqual([303, '/']);
		expect(response.headers.get('clear-site-data')).toBe('"cache"');
		expect(response.headers.get('cache-control')).toBe('no-store');
		expect(browser.jar.names()).not.toContain('session');
		expect(await row(token)).toBeUndefined();
		const copy = openBrowser();
		copy.jar.set('session', token);
		expect(await isSignedIn(copy)).toBe(false);
		expect(await isSignedIn(other)).toBe(true);
	});

	test('ends it too where another tab has just got it a new token', async () => {
		const { browser, user } = await signedInPerson();
		const tab = openBrowser();
		tab.jar.set('session', browser.jar.get('session')!);
		const elsewhere = openBrowser();
		await openSession(user.id, elsewhere, new Date(Date.now() - 1));
		interruptTransaction(async () => {
			const confirmed = await tab.post('/confirm?/password', { password: PASSWORD });
			expect(confirmed.status).toBe(303);
			expect(await isSignedIn(tab)).toBe(true);
		});
		await browser.post('/sign-out');
		expect(await isSignedIn(tab)).toBe(false);
		expect(await isSignedIn(elsewhere)).toBe(true);
	});

	test('is not done by GET, and is no error when signed out', async () => {
		const { browser } = await signedInPerson();
		expect((await browser.get('/sign-out')).headers.get('location')).toBe('/');
		expect(await isSignedIn(browser)).toBe(true);
		const nobody = await openBrowser().post('/sign-out');
		expect(nobody.status).toBe(303);
		expect(nobody.headers.getSetCookie()).toEqual([]);
	});
});

test('a sign-up completed in a browser of another account ends the session there', async () => {
	const { mail } = await beginSignUpWithMail();
	const { browser, token } = await signedInPerson();
	const link = { token: tokenIn(mail), password: OTHER_PASSWORD };
	expect((await browser.post('/sign-up/verify?/token', link)).status).toBe(303);
	expect(browser.jar.get('session')).not.toBe(token);
	expect(await validateSession(token)).toBeNull();
});
