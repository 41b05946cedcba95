import { createClient } from '@libsql/client';
import { eq } from 'drizzle-orm';
import { expect, test, vi } from 'vitest';
import { formatDateTime } from '@/format-date-time';
import { db } from '@/server/db/client';
import { hashToken } from '@/server/secrets';
import { tryAgainIn } from '@/server/try-again';
import { securityEvents } from '$modules/activity/models/z.security-event';
import { avatars } from '$modules/profile/models/z.avatar';
import { openBrowser } from '$tests/app';
import { openSession, signedInPerson } from '$tests/people';
import { addApp, addRecoveryCodes } from '$tests/second-factor';
import { oauthAccounts } from '../../models/z.oauth-account';
import { passwords } from '../../models/z.password';
import { recoveryCodes } from '../../models/z.recovery-code';
import { totps } from '../../models/z.totp';
import { changeAddress } from '../recovery/recovery.fixture';

const here = '/settings/account/export';

/** The files of an archive that stores them as they are, by name. */
function unzip(bytes: Buffer): Record<string, string> {
	const files: Record<string, string> = {};
	let at = bytes.indexOf('PK\x01\x02', 0, 'latin1');
	while (at >= 0 && bytes.readUInt32LE(at) === 0x02014b50) {
		const size = bytes.readUInt32LE(at + 20);
		const nameLength = bytes.readUInt16LE(at + 28);
		const local = bytes.readUInt32LE(at + 42);
		const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
		const name = bytes.toString('utf8', at + 46, at + 46 + nameLength);
		files[name] = bytes.toString('utf8', start, start + size);
		at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
	}
	return files;
}

async function download(browser: ReturnType<typeof openBrowser>) {
	const response = await browser.get(here);
	return { response, bytes: Buffer.from(await response.arrayBuffer()) };
}

test('holds everything on the person, and no secret', async () => {
	const { user, email, browser } = await signedInPerson();
	await openSession(user.id, openBrowser());
	await db
		.insert(oauthAccounts)
		.values({ userId: user.id, provider: 'github', issuer: 'github', subject: 'subject-4711' });
	await browser.post('/settings/profile?/update', { displayName: 'Ada', bio: 'Counts\nthings' });
	const bytes = Buffer.from('the bytes of a picture');
	await db.insert(avatars).values({ userId: user.id, bytes, createdAt: new Date() });
	const next = `new.${email}`;
	await changeAddress(browser, next);

	const app = await addApp(user.id);
	const codes = await addRecoveryCodes(user.id);
	const { response, bytes: archive } = await download(browser);
	expect(response.status).toBe(200);
	expect(response.headers.get('content-type')).toBe('application/zip');
	expect(response.headers.get('content-disposition')).toMatch(/^attachment; filename="[\w.-]+"$/);
	expect(response.headers.get('cache-control')).toBe('no-store');
	const files = unzip(archive);
	const json = (name: string) => JSON.parse(files[name] ?? '');
	expect(json('account.json')).toMatchObject({ id: user.id });
	expect(json('profile.json')).toMatchObject({ displayName: 'Ada', bio: 'Counts\nthings' });
	expect(json('addresses.json')).toMatchObject({
		current: { email: next },
		lately: [{ email }]
	});
	expect(json('connections.json')).toMatchObject([
		{ provider: 'github', issuer: 'github', subject: 'subject-4711' }
	]);
	expect(json('sessions.json')).toHaveLength(2);
	expect(json('activity.json')).toContainEqual(
		expect.objectContaining({ type: 'email-changed', userAgent: 'Test/1.0' })
	);
	expect(json('preferences.json')).toHaveProperty('notifyNewSignIn', true);
	expect(files['picture.webp']).toBe(bytes.toString());
	expect(json('factors.json')).toMatchObject({ apps: [{ number: 1 }], trustedBrowsers: [] });
	expect(json('factors.json').recoveryCodes).toHaveLength(10);
	expect(files['README.txt']).toContain(next);

	const [stored] = await db.select().from(passwords).where(eq(passwords.userId, user.id));
	const token = browser.jar.get('session') ?? '';
	const [totp] = await db.select().from(totps).where(eq(totps.userId, user.id));
	const kept = await db.select().from(recoveryCodes).where(eq(recoveryCodes.userId, user.id));
	const hashes = kept.map(({ hash }) => hash);
	const secrets = [stored?.hash ?? '?', token, hashToken(token), app.secret, totp!.sealed];
	for (const secret of [...secrets, ...codes, ...hashes]) {
		expect(archive.includes(secret)).toBe(false);
	}
	expect(files['README.txt']).toContain('the key of an app for codes, are not in it.');
	const page = await (await browser.get('/settings/account')).text();
	expect(page).toContain('profile, picture, addresses, connections, passkeys, second factors,');
});

test('streams a long record, each entry once and nobody else’s', async () => {
	const { user, browser } = await signedInPerson();
	const other = await signedInPerson();
	const now = Date.now();
	const event = { ipAddress: '192.0.2.1', userAgent: 'x', type: 'confirmed' } as const;
	const rows = Array.from({ length: 1_203 }, (_, index) => ({
		...event,
		userId: user.id,
		method: String(index),
		// Many share a moment.
		createdAt: new Date(now - 1_000 * (index >> 3))
	}));
	for (let at = 0; at < rows.length; at += 400) {
		await db.insert(securityEvents).values(rows.slice(at, at + 400));
	}
	await db
		.insert(securityEvents)
		.values({ ...event, userId: other.user.id, method: 'stranger', createdAt: new Date() });
	const activity: { type: string; method: string }[] = JSON.parse(
		unzip((await download(browser)).bytes)['activity.json'] ?? ''
	);
	const methods = activity.filter(({ type }) => type === 'confirmed').map(({ method }) => method);
	expect(new Set(methods).size).toBe(1_203);
	expect(methods).toHaveLength(1_203);
	expect(methods).not.toContain('stranger');
});

test('five times a day, then 429 with Retry-After, on a page that says from when', async () => {
	const { browser } = await signedInPerson();
	await browser.post('/settings/preferences', { locale: 'de', timezone: 'Asia/Tokyo' });
	for (let time = 0; time < 5; time += 1) {
		expect((await download(browser)).response.status).toBe(200);
	}
	const response = await browser.get(here);
	expect(response.status).toBe(429);
	const retryAfter = Number(response.headers.get('retry-after'));
	expect(retryAfter).toBeGreaterThan(23 * 60 * 60);
	expect(response.headers.get('content-type')).toContain('text/html');
	expect(response.headers.get('cache-control')).toBe('no-store');
	expect(response.headers.get('content-security-policy')?.match(/form-action/g)).toHaveLength(1);
	const html = await response.text();
	expect(html).toContain('Das war das fünfte Archiv an einem Tag');
	expect(html).toContain('href="/settings/account"');
	expect(html).toContain(tryAgainIn(retryAfter, 'de'));
	const from = new Date(/datetime="([^"]+)"/.exec(html)?.[1] ?? '');
	expect(Math.abs(from.getTime() - Date.now() - retryAfter * 1000)).toBeLessThan(60_000);
	expect(html).toContain(formatDateTime(from, { locale: 'de', timezone: 'Asia/Tokyo' }).exact);
});

test('a program that looks before it downloads uses no try up', async () => {
	const { user, browser } = await signedInPerson();
	const looked = await browser.send(here, { method: 'HEAD' });
	expect([looked.status, looked.headers.get('content-type')]).toEqual([200, 'application/zip']);
	expect(await db.$count(securityEvents, eq(securityEvents.userId, user.id))).toBe(0);
	const stranger = await openBrowser().send(here, { method: 'HEAD' });
	expect(stranger.status).toBe(303);
});

test('has no page of its own for being put off', async () => {
	const { browser } = await signedInPerson();
	const visited = await browser.get('/settings/account/export-later?status=429');
	expect([visited.status, visited.headers.get('location')]).toEqual([303, '/settings/account']);
});

test('while another process holds the lock it is put off, and does not count', async () => {
	const { browser } = await signedInPerson();
	const other = createClient({ url: process.env.DATABASE_URL! });
	const lock = await other.transaction('write');
	const response = await browser.get(here);
	expect(response.status).toBe(503);
	expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
	const html = await response.text();
	expect(html).toContain('We need a moment');
	expect(html).toContain('Nothing was lost. Try again in a few seconds.');
	expect(html).toContain(`href="${here}"`);
	await lock.rollback();
	other.close();
	for (let time = 0; time < 5; time += 1) {
		expect((await download(browser)).response.status).toBe(200);
	}
});

test('asks who is there when that was long ago, and nobody without a session', async () => {
	const { browser } = await signedInPerson({ now: new Date(Date.now() - 60 * 60 * 1000) });
	const asked = await browser.get(here);
	expect(asked.headers.get('location')).toMatch(/^\/confirm\?/);
	expect((await openBrowser().get(here)).headers.get('location')).toMatch(/^\/sign-in\?/);
});

test('a link on another site downloads nothing and uses no try up', async () => {
	const { user, browser } = await signedInPerson();
	for (const site of ['cross-site', 'same-site']) {
		const response = await browser.get(here, { headers: { 'sec-fetch-site': site } });
		expect([response.status, response.headers.get('location')]).toEqual([303, '/settings/account']);
	}
	const exported = eq(securityEvents.userId, user.id);
	expect(await db.$count(securityEvents, exported)).toBe(0);
	const own = await browser.get(here, { headers: { 'sec-fetch-site': 'same-origin' } });
	expect(own.status).toBe(200);
	await own.arrayBuffer();
});

test('may be broken off before it is read, and while it is', async () => {
	const { browser } = await signedInPerson();
	// Kit waits for neither: what is rejected there ends the process.
	const unread = await browser.get(here);
	await expect(unread.body?.cancel()).resolves.toBeUndefined();
	const reader = (await browser.get(here)).body!.getReader();
	await reader.read();
	await expect(reader.cancel(new Error('gone'))).resolves.toBeUndefined();
});

test('bears one date on its name and in it, also where it is asked for at midnight', async () => {
	vi.useFakeTimers({ toFake: ['Date'] });
	try {
		const lastMoment = new Date().setUTCHours(23, 59, 59, 999);
		vi.setSystemTime(lastMoment);
		const { browser } = await signedInPerson();
		// Something is written before it is answered, and it is the next day.
		vi.spyOn(db, 'insert').mockImplementationOnce((table) => {
			vi.setSystemTime(lastMoment + 1000);
			return db.insert(table);
		});
		const response = await browser.get(here);
		const day = new Date(lastMoment).toISOString().slice(0, 10);
		expect(response.headers.get('content-disposition')).toContain(`-${day}.zip"`);
		const files = unzip(Buffer.from(await response.arrayBuffer()));
		const exact = formatDateTime(new Date(lastMoment), { locale: 'en', timezone: null }).exact;
		expect(files['README.txt']).toContain(exact);
	} finally {
		vi.restoreAllMocks();
		vi.useRealTimers();
	}
});
