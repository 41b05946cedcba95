import { ne } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import { openBrowser, type Browser } from '$tests/app';
import { createAuthenticator } from '$tests/authenticator';
import { createUser } from '$tests/factories';
import { openSession, PASSWORD } from '$tests/people';
import { addApp } from '$tests/second-factor';
import { listEvents } from '$modules/activity/api/list-events';
import { db } from '@/server/db/client';
import { forgetShownCodes } from '$modules/auth/api/factors/recovery-codes/recovery-code-store';
import { shownRecoveryCodes } from '$modules/auth/models/z.recovery-code';
import { passkeys } from '$modules/auth/models/z.passkey';

const MINUTE = 60_000;
const page = '/settings/security';
const codesPage = `${page}/recovery-codes`;
const download = `${codesPage}/download`;

afterEach(() => void vi.useRealTimers());

/** Somebody with a passkey, signed in. */
async function person({ now = new Date(), password = '' } = {}) {
	const user = await createUser(password ? { password } : {});
	await db.insert(passkeys).values(createAuthenticator().row(user));
	const browser = openBrowser();
	await openSession(user.id, browser, now);
	return { user, browser };
}

const text = (html: string) =>
	html.replaceAll(/<(script|style)[\s\S]*?<\/\1>|<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
const look = async (browser: Browser, path: string) => text(await (await browser.get(path)).text());
const leadsTo = (answer: Response): [number, string | null] => [
	answer.status,
	answer.headers.get('location')
];
const codesIn = (shown: string) => shown.match(/\b[2-9A-Z]{5}-[2-9A-Z]{5}\b/g) ?? [];
const switchOn = (browser: Browser) => browser.post(`${page}?/secondStep`, { afterPassword: 'on' });
/** What the page would send with the tick. */
async function tick(browser: Browser) {
	const html = await (await browser.get(codesPage)).text();
	const [, shownUntil = ''] = /name="shownUntil" value="(\d+)"/.exec(html) ?? [];
	return { shownUntil, saved: 'on' };
}

test('the switch leads to ten codes, which are to be kept before the settings are quiet', async () => {
	const { user, browser } = await person();
	expect(await look(browser, page)).toContain('you get ten recovery codes to keep');
	expect(leadsTo(await switchOn(browser))).toEqual([303, codesPage]);
	const first = await look(browser, codesPage);
	expect(first).toContain('After your password, a second step is asked for from now on.');
	const codes = codesIn(first);
	expect(new Set(codes).size).toBe(10);
	expect(leadsTo(await switchOn(browser))).toEqual([303, codesPage]);
	// Shown until they are kept, however often somebody looks; the settings say so and lead there.
	expect(codesIn(await look(browser, codesPage))).toEqual(codes);
	expect(await look(browser, page)).toContain('You have not said yet that your recovery codes');

	const file = await browser.get(download);
	expect(file.headers.get('content-disposition')).toContain('attachment');
	expect(file.headers.get('content-type')).toBe('text/plain; charset=utf-8');
	expect(file.headers.get('cache-control')).toBe('no-store');
	const saved = await file.text();
	expect(codesIn(saved)).toEqual(codes);
	expect(saved).toContain(user.email);

	const refused = await browser.post(codesPage, {});
	expect(refused.status).toBe(400);
	const again = text(await refused.text());
	expect(again).toContain('Tick this once you have kept the codes');
	expect(codesIn(again)).toEqual(codes);

	const kept = await tick(browser);
	expect(leadsTo(await browser.post(codesPage, kept))).toEqual([303, page]);
	expect(leadsTo(await browser.post(codesPage, kept))).toEqual([303, page]);
	expect(codesIn(await look(browser, codesPage))).toEqual([]);
	expect(leadsTo(await browser.get(download))).toEqual([303, codesPage]);
	const settings = await look(browser, page);
	expect(settings).not.toContain('You have not said');
	expect(settings).toContain('10 recovery codes are left.');
});

test('after ten minutes nobody sees them, and the settings go on asking for them', async () => {
	const { browser } = await person();
	await switchOn(browser);
	vi.setSystemTime(Date.now() + 11 * MINUTE);
	await forgetShownCodes();
	expect(await db.$count(shownRecoveryCodes, ne(shownRecoveryCodes.sealed, ''))).toBe(0);
	expect(await look(browser, codesPage)).toContain('The codes are shown for ten minutes');
	expect(codesIn(await look(browser, codesPage))).toEqual([]);
	expect(leadsTo(await browser.get(download))).toEqual([303, codesPage]);
	expect(await look(browser, page)).toContain('they are no longer shown');
	expect(leadsTo(await browser.post(codesPage, await tick(browser)))).toEqual([303, page]);
	expect(await look(browser, page)).not.toContain('they are no longer shown');
});

test('a session that has not confirmed sees none of it, in page, data and download', async () => {
	const { user, browser } = await person();
	await switchOn(browser);
	const elsewhere = openBrowser();
	await openSession(user.id, elsewhere, new Date(Date.now() - 60 * MINUTE));
	for (const path of [codesPage, download]) {
		const [status, to] = leadsTo(await elsewhere.get(path));
		expect([status, to]).toEqual([
			303,
			`/confirm?${new URLSearchParams({ redirectTo: codesPage })}`
		]);
	}
	expect(codesIn(await (await elsewhere.get(`${codesPage}/__data.json`)).text())).toEqual([]);
	const stranger = await person();
	expect(leadsTo(await stranger.browser.get(codesPage))).toEqual([303, page]);
	expect(leadsTo(await stranger.browser.get(download))).toEqual([303, codesPage]);
});

test('a tick on the page of a set that was replaced keeps nothing, and shows the new set', async () => {
	const { browser } = await person();
	await switchOn(browser);
	const old = await tick(browser);
	vi.setSystemTime(Date.now() + 1_000);
	expect(leadsTo(await browser.post(`${page}?/newRecoveryCodes`))).toEqual([303, codesPage]);
	const codes = codesIn(await look(browser, codesPage));
	const refused = await browser.post(codesPage, old);
	expect(refused.status).toBe(400);
	const shown = text(await refused.text());
	expect(shown).toContain('Newer codes have been made meanwhile');
	expect(codesIn(shown)).toEqual(codes);
	expect(await look(browser, page)).toContain('You have not said yet');
});

test('new codes that were asked for twice at once are one set, and later ones another', async () => {
	const { user, browser } = await person();
	await switchOn(browser);
	const asked = async (path: string) => {
		const html = await (await browser.get(path)).text();
		return { replaces: /name="replaces" value="(\d+)"/.exec(html)?.[1] ?? '' };
	};
	const made = async () => {
		const record = await listEvents({ userId: user.id });
		return record.events.filter(({ type }) => type === 'recovery-codes-made').length;
	};
	const renew = (fields: Record<string, string>) =>
		browser.post(`${page}?/newRecoveryCodes`, fields);
	vi.setSystemTime(Date.now() + 1_000);
	const fields = await asked(page);
	const answers = await Promise.all([renew(fields), renew(fields)]);
	expect(answers.map(leadsTo)).toEqual([
		[303, codesPage],
		[303, codesPage]
	]);
	expect(await made()).toBe(2);
	const codes = codesIn(await look(browser, codesPage));
	await renew(fields);
	expect(codesIn(await look(browser, codesPage))).toEqual(codes);

	// The page of today makes another one, and so does any once the codes are said to be kept.
	vi.setSystemTime(Date.now() + 1_000);
	await renew(await asked(page));
	expect(await made()).toBe(3);
	await browser.post(codesPage, await tick(browser));
	vi.setSystemTime(Date.now() + 1_000);
	await renew(fields);
	expect(await made()).toBe(4);
	vi.setSystemTime(Date.now() + 11 * MINUTE);
	await renew(await asked(codesPage));
	expect(await made()).toBe(5);
});

test('switch and new codes wait for a confirmation and go on after it, by one button', async () => {
	const { browser } = await person({ now: new Date(Date.now() - 60 * MINUTE), password: PASSWORD });
	const waits = await switchOn(browser);
	const to = new URL(waits.headers.get('location') ?? '', 'http://localhost:3000');
	expect(to.pathname).toBe('/confirm');
	await browser.post(`/confirm?/password&${to.searchParams}`, { password: PASSWORD });
	const resume = await (await browser.get(to.searchParams.get('redirectTo') ?? '')).text();
	expect(resume).toContain('is followed by a second step from now on');
	expect(resume).toContain('action="/settings/security?/secondStep"');
	expect(resume).toContain('name="afterPassword" value="on"');
	expect(leadsTo(await switchOn(browser))).toEqual([303, codesPage]);
	vi.setSystemTime(Date.now() + 60 * MINUTE);
	for (const name of ['newRecoveryCodes', 'secondStep']) {
		const [status, where] = leadsTo(await browser.post(`${page}?/${name}`));
		expect([status, where?.split('?')[0]]).toEqual([303, '/confirm']);
	}
	expect(await look(browser, page)).toContain('10 recovery codes are left.');
});

test('off again, the page says what it means before and the codes are gone', async () => {
	const { browser } = await person();
	await switchOn(browser);
	expect(await look(browser, page)).toContain('your recovery codes stop counting');
	expect(await look(browser, page)).toContain('taken with this passkey alone');
	expect(leadsTo(await browser.post(`${page}?/secondStep`, {}))).toEqual([303, page]);
	expect(await look(browser, page)).not.toContain('recovery codes are left');
	expect(leadsTo(await browser.get(codesPage))).toEqual([303, page]);
	const refused = await browser.post(`${page}?/newRecoveryCodes`);
	expect(refused.status).toBe(400);
});

test('off beside an app, the page says that the step stays', async () => {
	const { user, browser } = await person();
	await switchOn(browser);
	await addApp(user.id);
	expect(leadsTo(await browser.post(`${page}?/secondStep`, {}))).toEqual([303, page]);
	const shown = await look(browser, page);
	expect(shown).toContain('your app for codes asks for it');
	expect(shown).not.toContain('The second step is switched off');
});

test('without a passkey there is no switch, and a post of it is refused in a sentence', async () => {
	const user = await createUser({});
	const browser = openBrowser();
	await openSession(user.id, browser);
	expect(await look(browser, page)).toContain('add one of them first');
	const refused = await switchOn(browser);
	expect(refused.status).toBe(400);
	expect(await look(browser, page)).toContain('Everything here hangs on your mailbox');
});
