import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { startLibsqlServer, type LibsqlServer } from '$tests/libsql-server';

/** Forms that act on a secret which anybody can make up, and what they are sent. */
const doors: { door: string; page: string; cookie?: string; fields: Record<string, string> }[] = [
	{ door: 'an undo link', page: '/undo', fields: {} },
	{ door: 'a not-me link', page: '/not-me', fields: {} },
	{
		door: 'a sign-up link',
		page: '/sign-up/verify?/token',
		fields: { password: 'quilt river 58 lantern' }
	},
	{
		door: 'a sign-up code',
		page: '/sign-up/verify',
		cookie: 'signup',
		fields: { code: 'ABCD-EFGH' }
	},
	{ door: 'another mail', page: '/sign-up/verify?/resend', cookie: 'signup', fields: {} },
	{
		door: 'a second step by an app',
		page: '/sign-in/second-factor?/totp',
		cookie: 'pending',
		fields: { code: '123456' }
	},
	{
		door: 'a second step by a recovery code',
		page: '/sign-in/second-factor?/recovery',
		cookie: 'pending',
		fields: { code: 'ABCDE-FGHJK' }
	},
	{ door: 'a closed account', page: '/account-closed?/reopen', cookie: 'pending', fields: {} },
	{ door: 'a suspended account', page: '/account-suspended?/close', cookie: 'pending', fields: {} },
	{ door: 'a reset link', page: '/reset-password', fields: { password: 'quilt river 58 lantern' } },
	{ door: 'an invitation', page: '/invitation', fields: { password: 'quilt river 58 lantern' } },
	{ door: 'a link to a new address', page: '/change-email', fields: {} },
	{ door: 'a delayed recovery', page: '/recover', cookie: 'pending', fields: {} },
	{ door: 'its veto', page: '/recover/stop', fields: {} },
	{ door: 'its last link', page: '/recover/finish', fields: {} }
];

vi.hoisted(() => (process.env.RECOVERY_DELAY_HOURS = '24'));

let server: LibsqlServer;
let app: typeof import('$tests/app');
let people: typeof import('$tests/people');

beforeAll(async () => {
	const template = process.env.DATABASE_URL!.slice('file:'.length);
	server = await startLibsqlServer({ template });
	vi.stubEnv('DATABASE_URL', server.url);
	app = await import('$tests/app');
	people = await import('$tests/people');
});
afterAll(() => server.stop());

const isWrite = (sql: string) => /^\s*(?:begin|insert|update|delete|commit)/i.test(sql);

test.each(doors)('$door that was made up takes no write lock', async ({ page, cookie, fields }) => {
	const { browser } =
		page === '/change-email' ? await people.signedInPerson() : { browser: app.openBrowser() };
	if (cookie) browser.jar.set(cookie, randomBytes(32).toString('base64url'));
	await server.forgetTrips();
	const posts = Array.from({ length: 5 }, () =>
		browser.post(page, { token: crypto.randomUUID(), ...fields })
	);
	for (const { status } of await Promise.all(posts)) expect(status).toBe(400);
	const statements = (await server.trips()).flatMap((trip) => trip.statements);
	expect(statements.filter(isWrite)).toEqual([]);
});

test('forty of them at once leave an honest sign-in the only one to write', async () => {
	const { email } = await people.signedInPerson();
	const stranger = app.openBrowser();
	await server.forgetTrips();
	const posts = Array.from({ length: 40 }, () =>
		stranger.post('/undo', { token: crypto.randomUUID() })
	);
	const signedIn = await people.signIn(app.openBrowser(), email, people.PASSWORD);
	expect(signedIn.status).toBe(303);
	await Promise.all(posts);
	const statements = (await server.trips()).flatMap((trip) => trip.statements);
	expect(statements.filter((sql) => /^COMMIT/.test(sql)).length).toBeLessThanOrEqual(2);
	expect(statements.filter((sql) => /^BEGIN/.test(sql)).length).toBeLessThanOrEqual(2);
});
