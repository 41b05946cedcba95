import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { locales, type Locale } from '@/paraglide/runtime';
import { log } from '@/server/log';
import { tryAgainIn } from '@/server/try-again';
import { TryLaterError } from '@/server/request-errors';
import * as listing from '$modules/activity/api/list-events';
import { lucia } from '$modules/auth/api/session/lucia';
import * as returning from '$modules/auth/api/kept-form/returned-form';
import * as hashing from '$modules/auth/api/password/password-hash';
import * as starting from '$modules/oauth/api/start-authorization';
import { ProviderError } from '$modules/oauth/api/identity/provider';
import { openBrowser } from '$tests/app';
import { newAddress, PASSWORD, signedInPerson } from '$tests/people';

vi.hoisted(() => {
	process.env.OAUTH_GITHUB_CLIENT_ID = 'id';
	process.env.OAUTH_GITHUB_CLIENT_SECRET = 'secret';
});
beforeEach(() => void vi.spyOn(log, 'error').mockReturnValue());
afterEach(() => void vi.restoreAllMocks());

const SECONDS = 12 * 60;
const later = (status: 429 | 503) => new TryLaterError(status, SECONDS, 'not now');
const password = { email: newAddress(), password: PASSWORD };
const enhanced = { accept: 'application/json', 'x-sveltekit-action': 'true' };

/** A browser in which somebody is signed in, in a language. */
async function signedIn(locale: Locale) {
	const { browser } = await signedInPerson();
	browser.jar.set('locale', locale);
	return browser;
}

function signedOut(locale: Locale) {
	const browser = openBrowser();
	browser.jar.set('locale', locale);
	return browser;
}

/** What an answer says must be what its `Retry-After` says. */
async function expectToSayWhen(response: Response, status: number, locale: Locale) {
	const retryAfter = Number(response.headers.get('retry-after'));
	expect(retryAfter).toBeGreaterThan(0);
	expect(response.status).toBe(status);
	expect(await response.text()).toContain(tryAgainIn(retryAfter, locale));
}

describe.each(locales)('in %s an answer with Retry-After says when to come back:', (locale) => {
	test.each([429, 503] as const)('a page (%i), and its data', async (status) => {
		vi.spyOn(listing, 'listEvents').mockRejectedValue(later(status));
		const browser = await signedIn(locale);
		await expectToSayWhen(await browser.get('/settings/activity'), status, locale);
		const data = await browser.get('/settings/activity/__data.json');
		expect(await data.text()).toContain(tryAgainIn(SECONDS, locale));
	});

	test.each([429, 503] as const)('a form (%i), enhanced or not', async (status) => {
		vi.spyOn(hashing, 'verifyPassword').mockRejectedValue(later(status));
		const browser = signedOut(locale);
		await expectToSayWhen(await browser.post('/sign-in?/password', password), status, locale);
		const result = await browser.enhance('/sign-in?/password', password);
		expect([result.type, result.status]).toEqual(['failure', status]);
		expect(result.data).toContain(tryAgainIn(SECONDS, locale));
	});

	test('any page, its data and a form, where the session cannot be read', async () => {
		const browser = await signedIn(locale);
		vi.spyOn(lucia, 'validateSession').mockRejectedValue(new Error('no such table'));
		const page = await browser.get('/settings/profile');
		expect(await page.clone().text()).toMatch(
			new RegExp(`lang="${locale}".*503 · .*[0-9a-f-]{36}`, 's')
		);
		await expectToSayWhen(page, 503, locale);
		await expectToSayWhen(await browser.get('/settings/profile/__data.json'), 503, locale);
		await expectToSayWhen(await browser.post('/settings/profile?/update'), 503, locale);
		const sent = { method: 'POST', headers: enhanced, body: new URLSearchParams() };
		const answer = await browser.send('/settings/profile?/update', sent);
		expect(await answer.clone().json()).toMatchObject({ type: 'error', status: 503 });
		await expectToSayWhen(answer, 503, locale);
	});

	test('a form that could not be kept for after signing in', async () => {
		vi.spyOn(returning, 'keepSignedOutForm').mockRejectedValue(later(503));
		await expectToSayWhen(await signedOut(locale).post('/settings/profile'), 503, locale);
	});

	test('a provider that does not answer', async () => {
		vi.spyOn(starting, 'startAuthorization').mockRejectedValue(
			new ProviderError('unreachable', 'no')
		);
		const fields = { provider: 'github', redirectTo: '/' };
		await expectToSayWhen(await signedOut(locale).post('/sign-in?/provider', fields), 503, locale);
	});
});
