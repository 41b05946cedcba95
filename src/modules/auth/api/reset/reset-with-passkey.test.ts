import { eq } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import { db } from '@/server/db/client';
import { siteName } from '@/site';
import { securityEvents } from '$modules/activity/models/z.security-event';
import { openBrowser } from '$tests/app';
import { createAuthenticator } from '$tests/authenticator';
import { createPasskeyRow, createUser } from '$tests/factories';
import { lastMailTo, mailAbout, mailsTo, tokenIn } from '$tests/mails';
import {
	isSignedIn,
	newAddress,
	openSession,
	OTHER_PASSWORD,
	PASSWORD,
	signIn
} from '$tests/people';
import { givePasskey, signInByPasskey } from '$tests/passkeys';
import { addApp } from '$tests/second-factor';
import * as configured from '$modules/oauth/api/get-provider';
import { passkeys } from '../../models/z.passkey';
import { passwords } from '../../models/z.password';
import { users } from '../../models/z.user';

afterEach(() => void vi.restoreAllMocks());

const passkeysOf = (userId: string) =>
	db.select().from(passkeys).where(eq(passkeys.userId, userId));
const passwordsOf = (userId: string) => db.$count(passwords, eq(passwords.userId, userId));

/** Asks for the link as anybody does who cannot get in. */
async function linkFor(email: string): Promise<string> {
	await openBrowser().post('/forgot-password', { email });
	return tokenIn(await mailAbout(email, `Set a new ${siteName} password`));
}

async function personWithLink({ password }: { password?: string } = {}) {
	const user = await createUser({ email: newAddress(), ...(password && { password }) });
	return { user, token: await linkFor(user.email) };
}

/** What the page of a link hands to the browser for making a passkey. */
async function optionsOf(token: string) {
	const html = await (await openBrowser().get(`/reset-password?token=${token}`)).text();
	const [, challenge = ''] = /challenge:"([\w-]+)"/.exec(html) ?? [];
	const [, id = ''] = /user:\{id:"([\w-]+)"/.exec(html) ?? [];
	return { challenge, user: { id } };
}

const send = (token: string, credential: string, browser = openBrowser()) =>
	browser.post(`/reset-password?token=${token}`, { token, method: 'passkey', credential });

test('an account without a password gets a passkey by the link, and every session ends', async () => {
	const { user, token } = await personWithLink();
	const thief = openBrowser();
	await openSession(user.id, thief);
	const second = await linkFor(user.email);
	const browser = openBrowser();

	const authenticator = createAuthenticator();
	const done = await send(token, authenticator.create(await optionsOf(token)), browser);
	expect([done.status, done.headers.get('location')]).toEqual([303, '/sign-in']);
	expect(await (await browser.get('/sign-in')).text()).toContain('Your passkey is ready');
	expect(browser.jar.get('known')).toBeDefined();
	expect(await passkeysOf(user.id)).toHaveLength(1);
	expect(await isSignedIn(thief)).toBe(false);
	// The other link is void, and this one is used up.
	for (const used of [token, second]) {
		const again = await openBrowser().post('/reset-password', {
			token: used,
			password: OTHER_PASSWORD
		});
		expect(again.status).toBe(400);
	}
	const events = await db
		.select({ type: securityEvents.type })
		.from(securityEvents)
		.where(eq(securityEvents.userId, user.id));
	expect(events.map(({ type }) => type).sort()).toEqual(['passkey-added', 'password-reset']);
	expect((await signInByPasskey(authenticator, browser)).response.status).toBe(303);
	expect(await isSignedIn(browser)).toBe(true);
});

test('the old password goes, and the page and the mail say so', async () => {
	const { user, token } = await personWithLink({ password: PASSWORD });
	await createPasskeyRow({ userId: user.id, name: 'Of before' });
	vi.spyOn(configured, 'hasProviders').mockReturnValue(true);
	const page = await (await openBrowser().get(`/reset-password?token=${token}`)).text();
	expect(page).toContain('Passkeys and connected accounts that you have go on working');
	expect((await send(token, createAuthenticator().create(await optionsOf(token)))).status).toBe(
		303
	);
	expect((await signIn(openBrowser(), user.email, PASSWORD)).status).toBe(400);
	expect(await passwordsOf(user.id)).toBe(0);
	expect(await passkeysOf(user.id)).toHaveLength(2);
	const { text } = await mailAbout(user.email, 'passkey was added');
	expect(text).toContain('A password of before no longer works, and all devices were signed out.');
});

test('an address without a passkey and one with get the same mail', async () => {
	const plain = await personWithLink({ password: PASSWORD });
	const bare = await personWithLink();
	const said = await Promise.all(
		[plain, bare].map(async ({ user, token }) => {
			const { text, subject } = await lastMailTo(user.email);
			return [subject, text.replace(token, '').replaceAll(user.email, '')];
		})
	);
	expect(said[0]).toEqual(said[1]);
});

test('what is refused leaves the link good, and the password as it was', async () => {
	const { user, token } = await personWithLink({ password: PASSWORD });
	const stranger = await personWithLink();
	const other = await optionsOf(stranger.token);
	const own = await optionsOf(token);
	const refused = [
		'',
		'{}',
		createAuthenticator().create(other),
		createAuthenticator().create(own, { flags: { uv: false } }),
		// The challenge of another link of the same account.
		createAuthenticator().create(await optionsOf(await linkFor(user.email)))
	];
	for (const credential of refused) {
		const response = await send(token, credential);
		expect(response.status).toBe(400);
		expect(await response.text()).toContain('That passkey could not be saved');
	}
	const taken = createAuthenticator();
	expect((await send(stranger.token, taken.create(other))).status).toBe(303);
	expect((await send(token, taken.create(own))).status).toBe(400);
	expect(await passkeysOf(user.id)).toHaveLength(0);
	expect(await passwordsOf(user.id)).toBe(1);
	const answer = await openBrowser().post('/reset-password', { token, password: OTHER_PASSWORD });
	expect(answer.status).toBe(303);
	// Nor does a passkey come in by a link that is used up: the browser is to forget it.
	const late = createAuthenticator();
	const tooLate = await send(token, late.create(own));
	expect(tooLate.status).toBe(400);
	expect(await tooLate.text()).toContain(`unknownCredential:"${late.id}"`);
	expect(await passkeysOf(user.id)).toHaveLength(0);
});

test('of twenty passkeys at once by one link one is added', async () => {
	const { user, token } = await personWithLink({ password: PASSWORD });
	const made = await Promise.all(
		Array.from({ length: 20 }, async () => createAuthenticator().create(await optionsOf(token)))
	);
	const answers = await Promise.all(made.map((credential) => send(token, credential)));
	expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
	expect(answers.filter(({ status }) => status === 400)).toHaveLength(19);
	expect(await passkeysOf(user.id)).toHaveLength(1);
	const mails = (await mailsTo(user.email)).filter(({ subject }) => subject.includes('was added'));
	expect(mails).toHaveLength(1);
});

test.each([
	['an app', (user: { id: string }) => addApp(user.id)],
	['the switch and a passkey', switchOn],
	['a requirement and a passkey', require]
])('with %s the mailbox makes no passkey: it would be both proofs', async (_, ask) => {
	const { user, token } = await personWithLink({ password: PASSWORD });
	const authenticator = createAuthenticator();
	const credential = authenticator.create(await optionsOf(token));
	await ask(user);
	const count = (await passkeysOf(user.id)).length;
	const html = await (await openBrowser().get(`/reset-password?token=${token}`)).text();
	expect(html).toContain('passkeyOptions:null');
	const refused = await send(token, credential);
	const said = await refused.text();
	expect([refused.status, said.includes('asks for a second step, so')]).toEqual([400, true]);
	expect(said).toContain(`unknownCredential:"${authenticator.id}"`);
	expect(await passkeysOf(user.id)).toHaveLength(count);
	// The link is good for a password still, after which the second step is asked for.
	const browser = openBrowser();
	const set = await browser.post('/reset-password', { token, password: OTHER_PASSWORD });
	expect(set.status).toBe(303);
	const signedIn = await signIn(browser, user.email, OTHER_PASSWORD);
	expect(signedIn.headers.get('location')).toMatch(/^\/sign-in\/second-factor/);
});

async function switchOn(user: Parameters<typeof givePasskey>[0]) {
	await givePasskey(user);
	await db.update(users).set({ asksSecondStep: true }).where(eq(users.id, user.id));
}

async function require(user: Parameters<typeof givePasskey>[0]) {
	await givePasskey(user);
	await db.update(users).set({ factorRequiredAt: new Date() }).where(eq(users.id, user.id));
}
