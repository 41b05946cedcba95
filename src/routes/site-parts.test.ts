import { eq } from 'drizzle-orm';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { connect, newClaims, one, leave, signInWith } from '$tests/providers';
import { db } from '@/server/db/client';
import { env } from '@/server/env';
import { parts } from '@/site';
import { recordEvent } from '$modules/activity/api/record-event';
import { createInvitation } from '$modules/auth/api/invitations/create-invitation';
import { resendInvitation } from '$modules/auth/api/invitations/resend-invitation';
import { createOwnerMail } from '$modules/auth/api/mails/owner-mail';
import { passwords } from '$modules/auth/models/z.password';
import { signUps } from '$modules/auth/models/z.sign-up';
import { totps } from '$modules/auth/models/z.totp';
import { users } from '$modules/auth/models/z.user';
import * as configured from '$modules/oauth/api/get-provider';
import { updateAvatar } from '$modules/profile/api/avatar/update-avatar';
import { flat } from '$modules/profile/api/avatar/pictures.fixture';
import { exportProfile } from '$modules/profile/api/export-profile';
import { getProfile } from '$modules/profile/api/get-profile';
import { updateProfile } from '$modules/profile/api/update-profile';
import { answer, createRequest, openBrowser, type Browser } from '$tests/app';
import { invite } from '$tests/invitations';
import { codeIn, lastMailTo, mailAbout, tokenIn } from '$tests/mails';
import { addApp, addRecoveryCodes, codeOfApp } from '$tests/second-factor';
import { createPasskeyRow } from '$tests/factories';
import { newAddress, PASSWORD, signedInPerson } from '$tests/people';

const all = structuredClone(parts);
const { SIGN_UP, passkeysAvailable } = env();
afterEach(() => {
	vi.restoreAllMocks();
	Object.assign(parts, structuredClone(all));
	Object.assign(env(), { SIGN_UP, passkeysAvailable });
});

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
/** What a reader sees of a page, and what machines read of it: no script, no class. */
const seenOn = async (browser: Browser, path: string) =>
	(await htmlOf(browser.get(path))).replace(/<script[\s\S]*?<\/script>/g, '');
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

const modes = ['open', 'invite', 'closed'] as const;
const onOff = [true, false];
const switches = onOff.flatMap((password) =>
	onOff.flatMap((passkey) => onOff.map((provider) => ({ password, passkey, provider })))
);
type Kinds = (typeof switches)[number];
type Mode = (typeof modes)[number];

/** Who may get an account, whatever stands in the environment: where none can begin, nobody. */
const whoMay = (mode: Mode, { password, passkey, provider }: Kinds): Mode =>
	password || passkey || provider ? mode : 'closed';
const on = (kinds: Kinds) =>
	Object.entries(kinds)
		.flatMap(([kind, isOn]) => (isOn ? [kind] : []))
		.join(', ') || 'nothing';

function setUp(mode: Mode, kinds: Kinds): void {
	env().SIGN_UP = mode;
	Object.assign(parts.signUpBy, kinds);
}

describe.each(modes)('with SIGN_UP=%s', (mode) => {
	test.each(switches.map((kinds) => [on(kinds), kinds] as const))(
		'and accounts beginning by %s, pages offer that alone',
		async (_, kinds) => {
			setUp(mode, kinds);
			const who = whoMay(mode, kinds);
			const isOpen = who === 'open';
			const browser = openBrowser();
			for (const path of [
				'/',
				'/sign-in',
				'/forgot-password',
				'/sign-up/verify',
				'/sign-up/address'
			]) {
				const html = await seenOn(browser, path);
				expect([path, /href="\/sign-up["?]/.test(html)]).toEqual([path, isOpen]);
				if (!isOpen) expect(html).not.toMatch(/sign up|start again|create (?:an account|one)/i);
			}

			const page = await seenOn(browser, '/sign-up');
			expect(fieldsOf(page).includes('password')).toBe(isOpen && kinds.password);
			expect(page.includes('value="passkey"')).toBe(isOpen && kinds.passkey);
			expect(page.includes('value="one"')).toBe(isOpen && kinds.provider);
			expect(fieldsOf(page).includes('email')).toBe(isOpen && (kinds.password || kinds.passkey));
			const title = {
				open: 'Create your account',
				invite: 'by invitation',
				closed: 'is closed here'
			};
			expect(page).toContain(`${title[who]}</h1>`);
			expect(/invit/i.test(page)).toBe(who === 'invite');

			const post = (fields: Record<string, string>) =>
				browser.post('/sign-up', { email: newAddress(), redirectTo: '/', ...fields });
			expect((await post({ method: 'passkey' })).status).toBe(isOpen && kinds.passkey ? 303 : 403);
			if (isOpen && kinds.password) return;
			const refused = await post({ password: PASSWORD });
			expect(refused.status).toBe(403);
			const said = isOpen
				? 'does not begin that way'
				: who === 'invite'
					? 'by invitation'
					: 'closed';
			expect(await refused.text()).toContain(said);
		}
	);

	test.each(switches.map((kinds) => [on(kinds), kinds] as const))(
		'and accounts beginning by %s, whom no account knows is told the next step',
		async (_, kinds) => {
			setUp(mode, kinds);
			const who = whoMay(mode, kinds);
			const browser = openBrowser();
			const response = await signInWith(browser, newClaims());
			if (who === 'open' && kinds.provider) return void expect(response.status).toBe(303);
			expect(response.status).toBe(400);
			const html = (await response.text()).replace(/<script[\s\S]*?<\/script>/g, '');
			expect(html).toContain('No account here is connected to this One account</h1>');
			expect(html).toContain('Sign in another way');
			expect(/href="\/sign-up\?[^"]*"[^>]*>(?:<[^>]*>|\s)*Create an account/.test(html)).toBe(
				who === 'open'
			);
			expect(html.includes('people who were invited')).toBe(who === 'invite');
			expect(html.includes('No new accounts are made here')).toBe(who === 'closed');
		}
	);

	test.each(switches.map((kinds) => [on(kinds), kinds] as const))(
		'and accounts beginning by %s, an invitation speaks of that alone',
		async (_, kinds) => {
			Object.assign(env(), { SIGN_UP: 'invite' });
			const before = await invite();
			setUp(mode, kinds);
			const browser = openBrowser();
			const path = `/invitation?token=${before.token}`;
			if (whoMay(mode, kinds) === 'closed') {
				const { email, id } = before;
				const closed = { ok: false, why: 'closed' };
				const asked = { email: newAddress(), by: 'operator', locale: 'en' } as const;
				expect(await createInvitation(asked)).toEqual(closed);
				expect(await resendInvitation({ id, by: 'operator', locale: 'en' })).toEqual(closed);
				const html = await seenOn(browser, path);
				expect(html).toContain('Sign-up is closed here');
				expect(html).not.toMatch(/another one|invited you/);
				const accepted = await browser.post('/invitation', {
					token: before.token,
					password: PASSWORD
				});
				expect(accepted.status).toBe(kinds.password ? 400 : 403);
				expect(await accepted.text()).toContain('Sign-up is closed here');
				expect(await db.$count(users, eq(users.email, email))).toBe(0);
				return;
			}
			const { mail } = await invite();
			expect(/password/i.test(mail.text)).toBe(kinds.password);
			expect(/passkey/i.test(mail.text)).toBe(kinds.passkey);
			const html = await seenOn(browser, path);
			const byProvider = !kinds.password && !kinds.passkey;
			expect(fieldsOf(html).includes('password')).toBe(kinds.password);
			expect(html.includes('value="passkey"')).toBe(kinds.passkey);
			expect(html.includes('value="one"')).toBe(byProvider);
			expect(/Choose how you will sign in/.test(html)).toBe(kinds.password && kinds.passkey);
			// What goes to a provider comes to nothing without cookies.
			expect(fieldsOf(html).includes('cookieCheck')).toBe(byProvider);
			if (byProvider) {
				expect(fieldsOf(html)).not.toContain('token');
				const claims = newClaims({ email: before.email });
				expect((await signInWith(browser, claims)).status).toBe(303);
			}
		}
	);
});

/** Somebody of a provider that vouches for no address, with the mail that proves one. */
async function withoutAddress() {
	const browser = openBrowser();
	const email = newAddress();
	await signInWith(browser, newClaims({ email, email_verified: false }));
	expect((await browser.post('/sign-up/address', { email })).status).toBe(303);
	const mail = await lastMailTo(email);
	const path = `/sign-up/verify?token=${tokenIn(mail)}`;
	const post = (by: Browser, fields = {}) =>
		by.post('/sign-up/verify?/token', { token: tokenIn(mail), ...fields });
	const passwordsOf = () =>
		db
			.select()
			.from(passwords)
			.innerJoin(users, eq(users.id, passwords.userId))
			.where(eq(users.email, email));
	return { browser, email, mail, path, post, passwordsOf };
}

test('the link of a sign-up by provider, elsewhere, makes no account with a password where none is', async () => {
	parts.signUpBy.password = false;
	const { email, path, post, passwordsOf } = await withoutAddress();
	const elsewhere = openBrowser();
	expect(fieldsOf(await seenOn(elsewhere, path))).not.toContain('password');
	const proved = await post(elsewhere, { password: PASSWORD });
	expect(proved.headers.get('location')).toMatch(/^\/welcome\/passkey/);
	expect(await passwordsOf()).toEqual([]);
	expect(await db.$count(users, eq(users.email, email))).toBe(1);
});

test('the link of a sign-up by provider counts only where it began, where nothing else begins one', async () => {
	Object.assign(parts.signUpBy, { password: false, passkey: false });
	const { browser, email, mail, path, post } = await withoutAddress();
	const elsewhere = openBrowser();
	const html = await seenOn(elsewhere, path);
	expect(html).toContain('in the browser where');
	expect(fieldsOf(html)).not.toContain('token');
	for (const fields of [{}, { password: PASSWORD }]) {
		const refused = await post(elsewhere, fields);
		expect(refused.status).toBe(400);
		expect(await refused.text()).toContain('in the browser where');
	}
	expect(await db.$count(users, eq(users.email, email))).toBe(0);
	expect((await browser.post('/sign-up/verify', { code: codeIn(mail) })).status).toBe(303);
	expect(await db.$count(users, eq(users.email, email))).toBe(1);
});

test.each(['provider', 'SIGN_UP'])(
	'an identity that waits for its address waits in vain once %s is off',
	async (what) => {
		const browser = openBrowser();
		await signInWith(browser, newClaims({ email_verified: false }));
		expect(fieldsOf(await seenOn(browser, '/sign-up/address'))).toContain('email');
		if (what === 'SIGN_UP') env().SIGN_UP = 'closed';
		else parts.signUpBy.provider = false;
		expect(fieldsOf(await seenOn(browser, '/sign-up/address'))).not.toContain('email');
		const before = await db.$count(signUps);
		const refused = await browser.post('/sign-up/address', { email: newAddress() });
		expect(refused.status).toBe(400);
		expect(await db.$count(signUps)).toBe(before);
	}
);

/** Somebody who began without a password, and is to make a passkey. */
async function makingPasskey() {
	const browser = openBrowser();
	const email = newAddress();
	await browser.post('/sign-up', { email, method: 'passkey', redirectTo: '/' });
	await browser.post('/sign-up/verify', { code: codeIn(await lastMailTo(email)) });
	return browser;
}

test.each([true, false])(
	'the page that makes a passkey says what there is besides (%s)',
	async (password) => {
		parts.signUpBy.password = password;
		const browser = await makingPasskey();
		const html = await seenOn(browser, '/welcome/passkey');
		expect(fieldsOf(html).includes('password')).toBe(password);
		expect(html.includes('turn on JavaScript')).toBe(!password);
		const refused = await browser.enhance('/welcome/passkey?/passkey', { credential: '{}' });
		expect(refused).toMatchObject({ type: 'failure', status: 400 });
		expect(JSON.stringify(refused).includes('set a password')).toBe(password);
	}
);

test('where no passkey can be made none is begun, unless a password can be set instead', async () => {
	env().passkeysAvailable = false;
	const post = (fields: object) =>
		openBrowser().post('/sign-up', { email: newAddress(), method: 'passkey', ...fields });
	expect((await post({})).status).toBe(303);
	const html = await seenOn(openBrowser(), '/sign-up');
	expect(html).not.toMatch(/passkey/i);
	parts.signUpBy.password = false;
	expect((await post({})).status).toBe(403);
	parts.signUpBy.provider = false;
	expect(await seenOn(openBrowser(), '/sign-in')).not.toContain('href="/sign-up');
});

test('mails of a site without passkeys speak of none', async () => {
	const { email } = await signedInPerson();
	env().passkeysAvailable = false;
	await openBrowser().post('/forgot-password', { email });
	expect((await lastMailTo(email)).text).not.toMatch(/passkey/i);
	env().SIGN_UP = 'invite';
	expect((await invite()).mail.text).not.toMatch(/passkey/i);
});

test.each([
	[false, 'Add another passkey or set a password first.'],
	[true, 'Add another passkey, set a password or connect an account first.']
])(
	'the last passkey stays, and what to do first is there (providers: %s)',
	async (providers, said) => {
		const { user, browser } = await signedInPerson();
		const passkey = await createPasskeyRow({ userId: user.id, name: 'Phone' });
		await db.delete(passwords).where(eq(passwords.userId, user.id));
		vi.spyOn(configured, 'hasProviders').mockReturnValue(providers);
		const refused = await browser.post('/settings/security?/removePasskey', { id: passkey.id });
		expect(await refused.text()).toContain(`“Phone” is your only way to sign in. ${said}`);
	}
);

const another = [{ id: 'two', name: 'Two' }];
test.each([
	[true, [], 'Add a passkey or set a password first.'],
	[true, another, 'Add a passkey, set a password or connect another account first.'],
	[false, [], 'Set a password first.'],
	[false, another, 'Set a password or connect another account first.']
])(
	'the last connection stays, and what to do first is there (passkeys: %s, %j)',
	async (available, others, said) => {
		const { user, browser } = await signedInPerson();
		await connect(user.id, newClaims());
		await db.delete(passwords).where(eq(passwords.userId, user.id));
		env().passkeysAvailable = available;
		const providers = [{ id: 'one', name: 'One' }, ...others];
		vi.spyOn(configured, 'listProviders').mockReturnValue(providers);
		const refused = await browser.post('/settings/connections?/disconnect', { provider: 'one' });
		expect(await refused.text()).toContain(`One is your only way to sign in. ${said}`);
	}
);

test.each([true, false])(
	'settings speak of connected accounts where there can be any (%s)',
	async (there) => {
		vi.spyOn(configured, 'hasProviders').mockReturnValue(there);
		const spoken = async (browser: Browser, path: string) =>
			/connected account/.test((await seenOn(browser, path)).replaceAll('&#39;', "'"));
		const { user, browser } = await signedInPerson();
		await createPasskeyRow({ userId: user.id });
		expect(await spoken(browser, '/settings/security')).toBe(there);
		await addApp(user.id);
		await addRecoveryCodes(user.id);
		expect(await spoken(browser, '/settings/security')).toBe(there);
		expect(await spoken(browser, '/confirm')).toBe(there);
		await db.delete(totps).where(eq(totps.userId, user.id));
		await db.update(users).set({ asksSecondStep: true }).where(eq(users.id, user.id));
		expect(await spoken(browser, '/settings/security')).toBe(there);
	}
);

test.each([true, false])(
	'mails on the second step speak of connected accounts where there can be any (%s)',
	async (there) => {
		vi.spyOn(configured, 'hasProviders').mockReturnValue(there);
		const spoken = async (email: string, subject: string) =>
			(await mailAbout(email, subject)).text.includes('connected account');
		const page = '/settings/security';
		const switcher = await signedInPerson();
		await createPasskeyRow({ userId: switcher.user.id });
		await switcher.browser.post(`${page}?/secondStep`, { afterPassword: 'on' });
		expect(await spoken(switcher.email, 'asks for a second step')).toBe(there);
		await switcher.browser.post(`${page}?/secondStep`);
		expect(await spoken(switcher.email, 'second step of your')).toBe(there);

		const { email, browser } = await signedInPerson();
		await browser.post(`${page}?/addTotp`);
		const [, key = ''] = /secret=([A-Z2-7]+)/.exec(await seenOn(browser, page)) ?? [];
		await browser.post(`${page}?/confirmTotp`, { code: codeOfApp(key) });
		expect(await spoken(email, 'asks for codes')).toBe(there);
	}
);

test.each([true, false])(
	'links from mails, and what follows them, speak of connected accounts where there can be any (%s)',
	async (there) => {
		vi.spyOn(configured, 'hasProviders').mockReturnValue(there);
		const spoken = (text: string) => /connected account|the right provider/.test(text);
		const { user, email, browser } = await signedInPerson();
		const userId = user.id;
		await createPasskeyRow({ userId });
		await browser.post('/forgot-password', { email });
		const reset = tokenIn(await lastMailTo(email));
		expect(spoken(await seenOn(openBrowser(), `/reset-password?token=${reset}`))).toBe(there);

		const client = { address: browser.address, userAgent: 'Test/1.0' };
		const record = (type: 'signed-in' | 'device-refused') =>
			recordEvent({ userId, type, client }, db);
		const id = await record('signed-in');
		await browser.post('/settings/activity?/notMe', { id });
		expect(spoken(await seenOn(browser, '/settings/profile'))).toBe(there);

		const news = { template: 'device-refused', userId, now: new Date() } as const;
		await createOwnerMail({ ...news, eventId: await record('device-refused') }, db);
		const mail = await lastMailTo(email);
		expect(spoken(mail.text)).toBe(there);
		const token = tokenIn(mail);
		expect(spoken(await seenOn(openBrowser(), `/not-me?token=${token}`))).toBe(there);
		await openBrowser().post(`/not-me?token=${token}`, { token });
		expect(spoken((await mailAbout(email, 'yours again')).text)).toBe(there);
	}
);
