import { eq } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import { db } from '@/server/db/client';
import { openBrowser, type Browser } from '$tests/app';
import { mailsTo } from '$tests/mails';
import {
	isSignedIn,
	newAddress,
	openSession,
	PASSWORD,
	signedInPerson,
	signIn
} from '$tests/people';
import { hashToken } from '@/server/secrets';
import { listEvents } from '$modules/activity/api/list-events';
import { getPreferences, updatePreferences } from '$modules/preferences/api/preferences-store';
import { keptForms } from '../../models/z.kept-form';

afterEach(() => void vi.useRealTimers());

const MINUTE = 60 * 1000;

/** A person who confirmed too long ago, interrupted in a change of address. */
async function interrupted(extra = {}) {
	const person = await signedInPerson({ now: new Date(Date.now() - 60 * MINUTE) });
	const next = newAddress();
	const answer = await person.browser.post('/settings/account?/changeEmail', {
		email: next,
		...extra
	});
	const to = new URL(answer.headers.get('location') ?? '', 'http://localhost:3000');
	return { ...person, next, to, resume: to.searchParams.get('redirectTo') ?? '' };
}

/** Types the password on /confirm, as the page's form does. */
async function confirm(browser: Browser, redirectTo: string) {
	const query = new URLSearchParams({ redirectTo });
	return browser.post(`/confirm?/password&${query}`, { password: PASSWORD });
}

test('what was interrupted waits on a page with one button, and is never sent by itself', async () => {
	const { browser, next, to, resume } = await interrupted();
	expect(to.pathname).toBe('/confirm');
	const confirmed = await confirm(browser, resume);
	expect(confirmed.headers.get('location')).toBe(resume);

	const html = await (await browser.get(resume)).text();
	expect(html).toContain(`We send a link to ${next}.`);
	expect(html).toContain('action="/settings/account?/changeEmail"');
	expect(html).toContain(`name="email" value="${next}"`);
	expect(await mailsTo(next)).toEqual([]);

	expect((await browser.post('/settings/account?/changeEmail', { email: next })).status).toBe(303);
	expect(await mailsTo(next)).toHaveLength(1);
	// Who goes back is not told that it came to nothing.
	const gone = await browser.get(resume);
	expect(gone.status).toBe(404);
	expect(await gone.text()).toContain('What you began was sent already, or waited');
});

test('nobody else sees it, nor the same person in another session', async () => {
	const { user, browser, next, resume } = await interrupted();
	const stranger = await signedInPerson();
	const elsewhere = openBrowser();
	await openSession(user.id, elsewhere);
	for (const other of [stranger.browser, elsewhere]) {
		const page = await other.get(resume);
		expect(page.status).toBe(404);
		expect(await page.text()).not.toContain(next);
	}
	expect((await openBrowser().get(resume)).status).toBe(303);
	await confirm(browser, resume);
	expect((await browser.get(resume)).status).toBe(200);
});

test('it is gone after ten minutes, and with its session', async () => {
	const late = await interrupted();
	const early = await interrupted();
	const start = Date.now();
	vi.setSystemTime(start + 9 * MINUTE);
	expect((await early.browser.get(early.resume)).status).toBe(200);
	vi.setSystemTime(start + 11 * MINUTE);
	expect((await late.browser.get(late.resume)).status).toBe(404);

	await early.browser.post('/sign-out');
	expect(await db.$count(keptForms, eq(keptForms.userId, early.user.id))).toBe(0);
});

test('only the fields on the list are kept, and those encrypted', async () => {
	const { user, browser, next, resume } = await interrupted({
		password: 'hunter2 hunter2',
		role: 'admin',
		userId: 'someone'
	});
	const [row] = await db.select().from(keptForms).where(eq(keptForms.userId, user.id));
	expect(JSON.stringify(row)).not.toContain(next);
	const html = await (await browser.get(resume)).text();
	for (const absent of ['hunter2', 'value="admin"', 'name="userId"']) {
		expect(html).not.toContain(absent);
	}
});

test('a deletion is asked about again after the confirmation', async () => {
	const { browser } = await signedInPerson({ now: new Date(Date.now() - 60 * MINUTE) });
	const answer = await browser.post('/settings/account?/delete');
	const resume = new URL(
		answer.headers.get('location') ?? '',
		'http://localhost:3000'
	).searchParams.get('redirectTo');
	await confirm(browser, resume ?? '');
	expect(await (await browser.get(resume ?? '')).text()).toContain('Delete my account');
	expect(await isSignedIn(browser)).toBe(true);
	expect((await browser.post('/settings/account?/delete')).status).toBe(303);
	expect(await isSignedIn(browser)).toBe(false);
});

/** Where a refused form goes on, once its sender has confirmed on /confirm. */
async function confirmAfter(browser: Browser, answer: Response): Promise<string> {
	const to = new URL(answer.headers.get('location') ?? '', 'http://localhost:3000');
	expect(to.pathname).toBe('/confirm');
	const resume = to.searchParams.get('redirectTo') ?? '';
	expect((await confirm(browser, resume)).headers.get('location')).toBe(resume);
	return resume;
}

/** A person who confirmed too long ago, signed in on a second device too. */
async function longSignedIn() {
	const person = await signedInPerson({ now: new Date(Date.now() - 60 * MINUTE) });
	const elsewhere = openBrowser();
	const elsewhereId = hashToken(await openSession(person.user.id, elsewhere));
	return { ...person, elsewhere, elsewhereId };
}

test('signing out everywhere else waits for a confirmation, and goes on after it', async () => {
	const { browser, elsewhere } = await longSignedIn();
	const action = '/settings/sessions?/revokeOthers';
	const resume = await confirmAfter(browser, await browser.post(action));
	expect(await isSignedIn(elsewhere)).toBe(true);

	const html = await (await browser.get(resume)).text();
	expect(html).toContain('Ends every session but this one, at once.');
	expect(html).toContain(`action="${action}"`);
	expect((await browser.post(action)).headers.get('location')).toBe('/settings/sessions');
	expect(await isSignedIn(elsewhere)).toBe(false);
	expect(await isSignedIn(browser)).toBe(true);
	expect((await browser.get(resume)).status).toBe(404);
});

test('who does not know a session or a sign-in never waits', async () => {
	const { user, browser, elsewhere, elsewhereId } = await longSignedIn();
	const page = '/settings/sessions';
	const ended = await browser.post(`${page}?/revoke`, { id: elsewhereId });
	expect(ended.headers.get('location')).toBe(page);
	expect(await isSignedIn(elsewhere)).toBe(false);

	await signIn(openBrowser(), user.email, PASSWORD);
	const id = (await listEvents({ userId: user.id })).events.find(
		({ type }) => type === 'signed-in'
	)?.id;
	const notMe = await browser.post('/settings/activity?/notMe', { id: id ?? '' });
	expect(notMe.status).toBe(303);
	expect(notMe.headers.get('location')).not.toContain('/confirm');
	expect((await listEvents({ userId: user.id })).events.map(({ type }) => type)).toContain(
		'not-me'
	);
});

const chosen = { theme: 'dark', locale: 'en', timezone: 'Asia/Tokyo' };

test.each([
	['left out of the whole form', { ...chosen, automaticPasskey: 'on' }],
	['said in a part of it', { notifyNewSignIn: 'off' }]
])('the mail on new browsers, %s, waits for a confirmation', async (_, fields) => {
	const { user, browser } = await longSignedIn();
	const page = '/settings/preferences';
	const before = await getPreferences({ userId: user.id });
	const resume = await confirmAfter(browser, await browser.post(page, fields));
	expect(await getPreferences({ userId: user.id })).toEqual(before);

	const html = await (await browser.get(resume)).text();
	expect(html).toContain('You get no mail any more when someone signs in on a new browser.');
	const form = /<form[^>]+action="\/settings\/preferences".*?<\/form>/s.exec(html)?.[0] ?? '';
	const kept = [...form.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)].map(
		([, name, value]) => [name, value] as const
	);
	const formOwner = expect.stringMatching(/^\w{32}$/);
	expect(Object.fromEntries(kept)).toEqual({ ...fields, notifyNewSignIn: 'off', formOwner });
	const saved = await browser.post(page, Object.fromEntries(kept));
	expect(saved.headers.get('location')).toBe(page);
	expect(await getPreferences({ userId: user.id })).toEqual({
		...before,
		...fields,
		notifyNewSignIn: false,
		automaticPasskey: true
	});
	expect((await browser.get(resume)).status).toBe(404);
});

test('preferences that leave this mail as it is never wait', async () => {
	const { user, browser } = await longSignedIn();
	const userId = user.id;
	const save = async (fields: Record<string, string>) =>
		(await browser.post('/settings/preferences', fields)).headers.get('location');
	expect(await save({ ...chosen, notifyNewSignIn: 'on' })).toBe('/settings/preferences');
	expect(await save({ theme: 'light' })).toBe('/settings/preferences');
	await updatePreferences({ userId, changes: { notifyNewSignIn: false } });
	expect(await save(chosen)).toBe('/settings/preferences');
	expect(await getPreferences({ userId })).toMatchObject({ ...chosen, notifyNewSignIn: false });
	expect(await save({ ...chosen, notifyNewSignIn: 'on' })).toBe('/settings/preferences');
	expect(await getPreferences({ userId })).toMatchObject({ notifyNewSignIn: true });
});
