import { describe, expect, it } from 'vitest';
import { siteName } from '@/site';
import { openBrowser } from '$tests/app';
import { deliverMails, lastMailTo } from '$tests/mails';
import { beginSignUp, signedInPerson } from '$tests/people';
import { getPreferences, updatePreferences } from '$modules/preferences/api/preferences-store';

const page = '/settings/preferences';
const whole = { theme: 'dark', locale: 'ja', timezone: 'Asia/Tokyo' };
const boxes = { notifyNewSignIn: true, automaticPasskey: true };
const nothing = { theme: null, locale: null, timezone: null, ...boxes };

it('takes effect at once, on every device, whatever a browser asks for', async () => {
	const { user, browser, token } = await signedInPerson();
	const response = await browser.post(page, {
		...whole,
		notifyNewSignIn: 'on',
		automaticPasskey: 'on'
	});
	expect([response.status, response.headers.get('location')]).toEqual([303, page]);
	const elsewhere = openBrowser();
	elsewhere.jar.set('session', token);
	elsewhere.jar.set('theme', 'light');
	for (const device of [browser, elsewhere]) {
		const headers = { 'accept-language': 'de' };
		const html = await (await device.get('/settings/sessions', { headers })).text();
		expect(html).toContain('<html lang="ja" data-theme="dark">');
		expect(html).toContain('Tokyo');
		expect(html).toMatch(/<time[^>]+title="[^"]*(?:JST|GMT\+9)/);
	}
	expect(await getPreferences({ userId: user.id })).toEqual({ ...whole, ...boxes });
});

it('stays in the browser for the pages that know nobody', async () => {
	const { browser } = await signedInPerson();
	await browser.post(page, whole);
	browser.jar.delete('session');
	const html = await (await browser.get('/sign-in')).text();
	expect(html).toContain('<html lang="ja" data-theme="dark">');
});

it('silences the mail, and stops passkeys, only when the whole form says so', async () => {
	const { user, browser } = await signedInPerson();
	const userId = user.id;
	await browser.post(page, { timezone: 'Europe/Berlin', redirectTo: '/settings/sessions' });
	expect(await getPreferences({ userId })).toEqual({ ...nothing, timezone: 'Europe/Berlin' });
	await browser.post(page, whole);
	expect(await getPreferences({ userId })).toEqual({
		...whole,
		notifyNewSignIn: false,
		automaticPasskey: false
	});
	await browser.post(page, { theme: 'light' });
	const off = { notifyNewSignIn: false, automaticPasskey: false };
	expect(await getPreferences({ userId })).toMatchObject(off);
	await browser.post(page, { automaticPasskey: 'on' });
	expect(await getPreferences({ userId })).toMatchObject({ ...off, automaticPasskey: true });
});

it('goes back to a page of this site, and to no other', async () => {
	const { browser } = await signedInPerson();
	const goes = async (redirectTo: string) =>
		(await browser.post(page, { theme: 'dark', redirectTo })).headers.get('location');
	expect(await goes('/settings/sessions')).toBe('/settings/sessions');
	expect(await goes('//evil.example')).toBe('/');
});

it.each([
	['theme', 'sepia'],
	['locale', 'xx'],
	['timezone', 'Europe/Nowhere'],
	['timezone', '+02:00'],
	['notifyNewSignIn', 'maybe'],
	['automaticPasskey', 'maybe']
])('refuses the %s %s beside its field, and changes nothing', async (name, value) => {
	const { user, browser } = await signedInPerson();
	const response = await browser.post(page, { ...whole, [name]: value });
	expect(response.status).toBe(400);
	expect(await response.text()).toContain('aria-invalid="true"');
	expect(await getPreferences({ userId: user.id })).toEqual(nothing);
});

it('is nobody else’s', async () => {
	const [one, other] = [await signedInPerson(), await signedInPerson()];
	await one.browser.post(page, { ...whole, userId: other.user.id, id: other.user.id });
	expect(await getPreferences({ userId: other.user.id })).toEqual(nothing);
	const nobody = openBrowser();
	expect((await nobody.post(page, whole)).headers.get('location')).toMatch(/^\/sign-in/);
});

describe('the switches below every page', () => {
	it('change the account of somebody signed in', async () => {
		const { user, browser } = await signedInPerson();
		await browser.post(page, whole);
		await browser.post('/preferences', { locale: 'fr', redirectTo: page });
		expect(await (await browser.get(page)).text()).toContain('<html lang="fr" data-theme="dark">');
		expect(await getPreferences({ userId: user.id })).toMatchObject({ locale: 'fr' });
	});

	it('change this browser for anybody else', async () => {
		const browser = openBrowser();
		await browser.post('/preferences', { theme: 'dark', locale: 'es', redirectTo: '/sign-in' });
		const html = await (await browser.get('/sign-in')).text();
		expect(html).toContain('<html lang="es" data-theme="dark">');
	});
});

describe('mails', () => {
	it('speak the language of the address’s owner, whoever asked for them', async () => {
		const { user, email } = await signedInPerson();
		await updatePreferences({ userId: user.id, changes: { locale: 'de' } });
		const stranger = openBrowser();
		stranger.jar.set('locale', 'ja');
		await stranger.post('/forgot-password', { email });
		const reset = await lastMailTo(email);
		expect(reset.subject).toBe(`Neues Passwort bei ${siteName} festlegen`);
		expect(reset.html).toContain('<html lang="de">');
		await beginSignUp({ email, browser: stranger });
		await deliverMails();
		expect((await lastMailTo(email)).subject).toBe(`Sie haben schon ein Konto bei ${siteName}`);
	});

	it('speak that of the request where nobody has chosen one', async () => {
		const { email } = await signedInPerson();
		const browser = openBrowser();
		browser.jar.set('locale', 'fr');
		await browser.post('/forgot-password', { email });
		expect((await lastMailTo(email)).html).toContain('<html lang="fr">');
	});
});
