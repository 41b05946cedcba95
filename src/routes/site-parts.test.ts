import { eq } from 'drizzle-orm';
import { afterEach, expect, test } from 'vitest';
import { newClaims, one, leave, signInWith } from '$tests/providers';
import { db } from '@/server/db/client';
import { parts } from '@/site';
import { users } from '$modules/auth/models/z.user';
import { updateAvatar } from '$modules/profile/api/avatar/update-avatar';
import { flat } from '$modules/profile/api/avatar/pictures.fixture';
import { exportProfile } from '$modules/profile/api/export-profile';
import { getProfile } from '$modules/profile/api/get-profile';
import { updateProfile } from '$modules/profile/api/update-profile';
import { answer, createRequest, openBrowser } from '$tests/app';
import { newAddress, PASSWORD, signedInPerson } from '$tests/people';

const all = structuredClone(parts);
afterEach(() => Object.assign(parts, structuredClone(all)));

let people = 0;

/** Somebody with all that a site can ask for, and the address of their picture. */
async function complete() {
	const person = await signedInPerson();
	const userId = person.user.id;
	const username = `robin_${(people += 1)}`;
	const changes = {
		username,
		displayName: 'Robin',
		bio: 'Of here.',
		visibility: 'public'
	} as const;
	await updateProfile({ userId, changes });
	const file = new File([new Uint8Array(await flat(60, 60).png().toBuffer())], 'me.png');
	await updateAvatar({ userId, file, inTransaction: (write) => db.transaction(write) });
	const html = await (await person.browser.get('/settings/profile')).text();
	const [, picture = 'none'] = /src="(\/avatars\/[^"]+)"/.exec(html) ?? [];
	return { ...person, userId, page: `/u/${username}`, picture, username };
}

const htmlOf = async (response: Promise<Response>) => (await response).text();
/** What a form asks for, by the names of its fields. */
const fieldsOf = (html: string) => [
	...new Set(
		[...html.matchAll(/<(?:input|textarea|select)[^>]* name="(\w+)"/g)].map(([, name]) => name)
	)
];
const statusOf = async (path: string) => (await openBrowser().get(path)).status;

async function downloadOf(userId: string) {
	const files = new Map<string, unknown>();
	for await (const { name, input } of exportProfile({ userId })) files.set(name, input);
	return {
		names: [...files.keys()],
		profile: JSON.parse(String(files.get('profile.json'))) as object
	};
}

test('without public profiles nobody has a page, and what was said for it stays', async () => {
	const { browser, userId, page, picture } = await complete();
	expect(await statusOf(page)).toBe(200);
	expect(await statusOf(picture)).toBe(200);
	parts.publicProfiles = false;

	for (const method of ['GET', 'POST']) {
		const asked = ['/nobody-has-this', page].map(async (path) =>
			answer(await createRequest(path, { method }))
		);
		const [unknown, known] = await Promise.all(asked);
		expect([known?.status, unknown?.status]).toEqual([404, 404]);
	}
	expect(await statusOf(picture)).toBe(404);
	expect((await browser.get(picture)).status).toBe(200);
	const home = await htmlOf(browser.get('/'));
	expect(home).toContain('Robin');
	expect(home).not.toContain('href="/u/');
	const settings = await htmlOf(browser.get('/settings/profile'));
	expect(fieldsOf(settings)).toEqual(expect.arrayContaining(['displayName', 'username']));
	expect(settings).not.toMatch(/name="(?:bio|website|visibility)"|Your public page/);

	const typed = { displayName: 'Robin B', bio: 'x'.repeat(9_999), visibility: 'private' };
	expect((await browser.post('/settings/profile?/update', typed)).status).toBe(303);
	const kept = { displayName: 'Robin B', bio: 'Of here.', visibility: 'public' };
	expect(await getProfile({ userId })).toMatchObject(kept);
	expect((await downloadOf(userId)).profile).toMatchObject(kept);
	const other = await signedInPerson();
	const { profile } = await downloadOf(other.user.id);
	expect(Object.keys(profile)).toEqual(['username', 'displayName', 'updatedAt', 'pictureSince']);
});

test('without usernames none is asked for or shown, and those there are stay', async () => {
	const { browser, userId, page, username } = await complete();
	parts.usernames = false;

	expect(await statusOf(page)).toBe(404);
	for (const path of ['/', '/settings/profile', '/welcome']) {
		const [seen = ''] = (await htmlOf(browser.get(path))).split('<script');
		expect(seen).toContain('Robin');
		expect(fieldsOf(seen)).not.toContain('username');
		expect(seen).not.toContain(username);
	}
	const typed = { displayName: 'R', username: 'not one at all' };
	for (const path of ['/settings/profile?/update', '/welcome']) {
		expect((await browser.post(path, typed)).status).toBe(303);
	}
	expect(await getProfile({ userId })).toMatchObject({ displayName: 'R', username });
	expect((await downloadOf(userId)).profile).toMatchObject({ username });
});

test('without avatars no picture is shown or taken, and those there are stay', async () => {
	const { browser, userId, page, picture } = await complete();
	parts.avatars = false;

	expect((await browser.get(picture)).status).toBe(404);
	for (const path of ['/', '/settings/profile', page]) {
		const html = await htmlOf(browser.get(path));
		expect(html).toContain('Robin');
		expect(html).not.toContain('/avatars/');
		expect(fieldsOf(html)).not.toContain('avatar');
	}
	const form = new FormData();
	form.set('avatar', new File(['x'], 'me.png'));
	expect((await browser.post('/settings/profile?/avatar', form)).status).toBe(404);
	expect((await browser.post('/settings/profile?/removeAvatar')).status).toBe(404);
	expect((await downloadOf(userId)).names).toEqual(['profile.json', 'picture.webp']);
	parts.avatars = true;
	expect((await browser.get(picture)).status).toBe(200);
});

test('an account begins in no way that is off', async () => {
	const browser = openBrowser();
	const post = (fields: Record<string, string>) =>
		openBrowser().post('/sign-up', { email: newAddress(), redirectTo: '/', ...fields });
	parts.signUpBy.password = false;
	const byPasskey = await htmlOf(browser.get('/sign-up'));
	expect(byPasskey).toContain('One address and a passkey.');
	expect(byPasskey).toContain('Sign up with a passkey');
	expect(fieldsOf(byPasskey)).not.toContain('password');
	expect((await post({ password: PASSWORD })).status).toBe(403);
	expect((await post({ method: 'passkey' })).status).toBe(303);

	parts.signUpBy.passkey = false;
	const byProvider = await htmlOf(browser.get('/sign-up'));
	expect(byProvider).toContain('value="one"');
	expect(fieldsOf(byProvider)).not.toContain('email');
	expect((await post({ method: 'passkey' })).status).toBe(403);

	parts.signUpBy.provider = false;
	const byNothing = await htmlOf(browser.get('/sign-up'));
	expect(byNothing).toContain('No new accounts are made here.');
	expect(byNothing).not.toContain('value="one"');
	expect(await htmlOf(browser.get('/sign-in'))).toContain('value="one"');
});

test('a provider still opens the accounts there are, where none begins by one', async () => {
	const [known, stranger] = [newClaims(), newClaims()];
	expect((await signInWith(openBrowser(), known)).status).toBe(303);
	parts.signUpBy.provider = false;
	expect((await signInWith(openBrowser(), known)).status).toBe(303);
	const browser = openBrowser();
	const refused = await browser.get(one.approve(await leave(browser), stranger));
	expect(refused.status).toBe(400);
	expect(await db.$count(users, eq(users.email, stranger.email))).toBe(0);
});
