import { eq } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import { db } from '@/server/db/client';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { openBrowser, type Browser } from '$tests/app';
import { createUser } from '$tests/factories';
import { newAddress, PASSWORD, signIn } from '$tests/people';
import { addApp, waitForStep } from '$tests/second-factor';
import { keptForms } from '../../models/z.kept-form';
import { sessions } from '../../models/z.session';
import { interruptSignedIn } from '../session/meanwhile.fixture';

afterEach(() => {
	vi.useRealTimers();
	vi.restoreAllMocks();
});

/** Somebody with a half-filled profile page whose session has ended elsewhere. */
async function signedOutAtForm() {
	const user = await createUser({ email: newAddress(), password: PASSWORD });
	const browser = openBrowser();
	await signIn(browser, user.email, PASSWORD);
	const html = await (await browser.get('/settings/profile')).text();
	const formOwner = /name="formOwner" value="(\w+)"/.exec(html)?.[1] ?? '';
	browser.jar.delete('session');
	return { user, browser, formOwner };
}

const bio = 'Keeper of a long unsaved story';
const save = (browser: Browser, fields: Record<string, string>) =>
	browser.post('/settings/profile?/update', { bio, ...fields });

/** Where the sign-in page will lead to. */
const backOf = (response: Response) =>
	new URL(response.headers.get('location') ?? '', 'http://localhost').searchParams.get(
		'redirectTo'
	) ?? '';

test('what was typed comes back into the form after sign-in, unsaved', async () => {
	const { user, browser, formOwner } = await signedOutAtForm();
	const refused = await save(browser, { formOwner, displayName: 'Ada' });
	expect(refused.status).toBe(303);
	const back = backOf(refused);
	expect(back).toMatch(/^\/settings\/profile\?kept=/);
	const door = await browser.get(refused.headers.get('location') ?? '');
	expect(await door.text()).toContain('What you typed is kept');

	const entered = await signIn(browser, user.email, PASSWORD, back);
	expect(entered.headers.get('location')).toBe(back);
	const html = await (await browser.get(back)).text();
	expect(html).toContain(bio);
	expect(html).toContain('value="Ada"');
	expect(html).toContain('What you typed is back');
	expect(await (await browser.get('/settings/profile')).text()).not.toContain(bio);
});

test('so it does where the sign-in goes through the second step', async () => {
	const { user, browser, formOwner } = await signedOutAtForm();
	const app = await addApp(user.id);
	const back = backOf(await save(browser, { formOwner, displayName: 'Ada' }));
	const { post } = await waitForStep(browser, user.email, back);
	const entered = await post('totp', { code: app.code() });
	expect(entered.headers.get('location')).toBe(back);
	const html = await (await browser.get(back)).text();
	expect([html.includes(bio), html.includes('value="Ada"')]).toEqual([true, true]);
});

test.each([
	['/settings/profile?/update', { bio }],
	['/settings/account?/changeEmail', { email: 'keeper-of-a-story@example.com' }],
	['/settings/preferences', { theme: 'dark', locale: 'en', timezone: 'Africa/Nairobi' }]
])('so does what was on its way to %s when the session ended', async (action, fields) => {
	const user = await createUser({ email: newAddress(), password: PASSWORD });
	const browser = openBrowser();
	await signIn(browser, user.email, PASSWORD);
	interruptSignedIn(async () => {
		await db.delete(sessions).where(eq(sessions.userId, user.id));
	});
	const [page] = action.split('?');
	const back = backOf(await browser.post(action, fields));
	expect(back).toMatch(new RegExp(`^${page}\\?kept=`));
	await signIn(browser, user.email, PASSWORD, back);
	const html = await (await browser.get(back)).text();
	expect(html).toContain('What you typed is back');
	expect(html).toContain(Object.values(fields).at(-1));
	expect(await (await browser.get(page!)).text()).not.toContain('What you typed is back');
});

test('a half-done welcome is gone back to, with where it leads', async () => {
	const user = await createUser({ email: newAddress(), password: PASSWORD });
	const browser = openBrowser();
	await signIn(browser, user.email, PASSWORD);
	interruptSignedIn(async () => {
		await db.delete(sessions).where(eq(sessions.userId, user.id));
	});
	const page = '/welcome?redirectTo=%2Fu%2Fsomebody';
	expect(backOf(await browser.post(page, { displayName: 'Ada' }))).toBe(page);
});

test('the door promises it while it is there, in the browser in which it was typed', async () => {
	vi.useFakeTimers({ toFake: ['Date'] });
	const { browser, formOwner } = await signedOutAtForm();
	const door = (await save(browser, { formOwner })).headers.get('location') ?? '';
	const promised = async (where: Browser) =>
		(await (await where.get(door)).text()).includes('What you typed is kept');
	expect([await promised(browser), await promised(openBrowser())]).toEqual([true, false]);
	vi.setSystemTime(Date.now() + lifetimes.returnedForm + 1);
	expect(await promised(browser)).toBe(false);
});

test('it stays for as often as it is looked at, and is gone once it was saved', async () => {
	const { user, browser, formOwner } = await signedOutAtForm();
	const back = backOf(await save(browser, { formOwner }));
	await signIn(browser, user.email, PASSWORD, back);
	for (let looks = 0; looks < 3; looks += 1) {
		expect(await (await browser.get(back)).text()).toContain(bio);
	}
	// Refused: it may still be needed.
	expect((await save(browser, { username: '!!' })).status).toBe(400);
	expect(await (await browser.get(back)).text()).toContain('What you typed is back');
	expect((await save(browser, { bio: 'Another story' })).status).toBe(303);
	expect(await (await browser.get(back)).text()).not.toContain('What you typed is back');
	expect(await db.$count(keptForms, eq(keptForms.userId, user.id))).toBe(0);
});

test.each([
	['/settings/preferences', { theme: 'dark', locale: 'en', timezone: 'UTC' }],
	['/settings/account?/changeEmail', { email: newAddress() }]
])('%s forgets what it kept, too', async (action, fields) => {
	const { user, browser, formOwner } = await signedOutAtForm();
	const back = backOf(await browser.post(action, { formOwner, ...fields }));
	await signIn(browser, user.email, PASSWORD, back);
	expect(await (await browser.get(back)).text()).toContain('What you typed is back');
	expect((await browser.post(action, fields)).status).toBe(303);
	expect(await db.$count(keptForms, eq(keptForms.userId, user.id))).toBe(0);
});

test('another person in that browser, and this one in another, see nothing of it', async () => {
	const { user, browser, formOwner } = await signedOutAtForm();
	const back = backOf(await save(browser, { formOwner }));
	const other = await createUser({ email: newAddress(), password: PASSWORD });
	await signIn(browser, other.email, PASSWORD, back);
	expect(await (await browser.get(back)).text()).not.toContain(bio);

	const elsewhere = openBrowser();
	await signIn(elsewhere, user.email, PASSWORD, back);
	expect(await (await elsewhere.get(back)).text()).not.toContain(bio);
});

test('it belongs to whose form it was, not to who signed in last', async () => {
	const { browser, formOwner } = await signedOutAtForm();
	const other = await createUser({ email: newAddress(), password: PASSWORD });
	await signIn(browser, other.email, PASSWORD);
	browser.jar.delete('session');
	const back = backOf(await save(browser, { formOwner }));
	await signIn(browser, other.email, PASSWORD, back);
	expect(await (await browser.get(back)).text()).not.toContain(bio);
});

test('nothing is kept of a form that its page does not show again, and nothing is said of it', async () => {
	const { browser, formOwner } = await signedOutAtForm();
	const fields = { formOwner, id: 'any', name: 'Mine' };
	const refused = await browser.post('/settings/security?/renamePasskey', fields);
	expect(backOf(refused)).toBe('/settings/security');
	const door = await browser.get(refused.headers.get('location') ?? '');
	expect(await door.text()).not.toContain('What you typed is kept');
});

test('nothing is kept for a stranger, without an owner, or of a password form', async () => {
	const { browser, formOwner } = await signedOutAtForm();
	const before = await db.$count(keptForms);
	expect(backOf(await save(openBrowser(), { formOwner }))).toBe('/settings/profile');
	expect(backOf(await save(browser, {}))).toBe('/settings/profile');
	expect(backOf(await save(browser, { formOwner: 'f'.repeat(32) }))).toBe('/settings/profile');
	const password = await browser.post('/settings/security?/changePassword', {
		formOwner,
		currentPassword: PASSWORD,
		newPassword: 'gravel harp meadow 31'
	});
	expect(backOf(password)).toBe('/settings/security');
	expect(await db.$count(keptForms)).toBe(before);
});

test('it waits an hour, encrypted, one a form', async () => {
	const { user, browser, formOwner } = await signedOutAtForm();
	await save(browser, { formOwner });
	const back = backOf(await save(browser, { formOwner }));
	const rows = (await db.select().from(keptForms)).filter(({ userId }) => userId === user.id);
	expect(rows).toHaveLength(1);
	expect(JSON.stringify(rows)).not.toContain('unsaved');
	await signIn(browser, user.email, PASSWORD, back);
	vi.setSystemTime(Date.now() + 61 * 60 * 1000);
	expect(await (await browser.get(back)).text()).not.toContain(bio);
});
