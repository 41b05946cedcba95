import { eq } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import { openBrowser, type Browser } from '$tests/app';
import { createAuthenticator } from '$tests/authenticator';
import { lastMailTo, mailAbout, mailsTo } from '$tests/mails';
import { isSignedIn, openSession, PASSWORD, signedInPerson } from '$tests/people';
import { addApp } from '$tests/second-factor';
import { db } from '@/server/db/client';
import { CommitUnknownError } from '@/server/db/errors';
import { log } from '@/server/log';
import { hashToken } from '@/server/secrets';
import { listEvents } from '$modules/activity/api/list-events';
import { formOwner } from '$modules/auth/api/kept-form/returned-form';
import { interruptTransaction } from '$modules/auth/api/session/meanwhile.fixture';
import { passkeys } from '$modules/auth/models/z.passkey';
import { passwords } from '$modules/auth/models/z.password';
import { sessions } from '$modules/auth/models/z.session';
import { users } from '$modules/auth/models/z.user';
import { forgetStoredKeys } from '$modules/keys/api/stored-key';
import { storedKeys } from '$modules/keys/models/z.stored-key';
import { takeLimits } from '$modules/limits/api/take-limits';
import { m } from '@/paraglide/messages';

const MINUTE = 60_000;
const page = '/settings/security';
const longAgo = () => new Date(Date.now() - 60 * MINUTE);

afterEach(() => void vi.restoreAllMocks());

/** Adds passkeys to an account without asking the site. */
const give = (user: { id: string; passkeyHandle: string | null }, rows: object[]) =>
	db
		.insert(passkeys)
		.values(rows.map((row) => ({ ...createAuthenticator().row(user), ...row })))
		.returning();

const namesOf = async (userId: string) =>
	(await db.select().from(passkeys).where(eq(passkeys.userId, userId))).map(({ name }) => name);

const typesOf = async (userId: string) =>
	(await listEvents({ userId })).events.map(({ type }) => type);

/** What the page hands to the browser for making a passkey. */
async function optionsOf(browser: Browser) {
	const html = await (await browser.get(page)).text();
	const [, challenge = ''] = /challenge:"([\w-]+)"/.exec(html) ?? [];
	const [, id = ''] = /user:\{id:"([\w-]+)"/.exec(html) ?? [];
	return { challenge, user: { id } };
}

/** Where a form goes on, once its sender has confirmed by password. */
async function confirmAfter(browser: Browser, answer: Response): Promise<string> {
	const to = new URL(answer.headers.get('location') ?? '', 'http://localhost:3000');
	expect(to.pathname).toBe('/confirm');
	await browser.post(`/confirm?/password&${to.searchParams}`, { password: PASSWORD });
	return to.searchParams.get('redirectTo') ?? '';
}

/** Presses the one button of the page on which a form waits. */
async function goOn(browser: Browser, resume: string) {
	const html = await (await browser.get(resume)).text();
	const [, action = ''] = /action="(\/settings\/security[^"]+)"/.exec(html) ?? [];
	const kept = [...html.matchAll(/type="hidden" name="(\w+)" value="([^"]*)"/g)].map(
		([, name = '', value = '']) => [name, value.replaceAll('&quot;', '"')] as const
	);
	return { html, answer: await browser.post(action, Object.fromEntries(kept)) };
}

/** What is to be read on a page, without what its script is given. */
const text = (html: string) =>
	html
		.replaceAll(/<script[^]*?<\/script>/g, '')
		.replaceAll(/<[^>]+>/g, '')
		.replaceAll(/\s+/g, ' ');

test('each passkey is listed with where it is kept, its use, and whether it opened this session', async () => {
	const { user, browser } = await signedInPerson();
	const [synced] = await give(user, [
		{ name: 'Phone', lastUsedAt: new Date() },
		{ name: 'Key', isSyncable: false, isBackedUp: false },
		{ name: 'Laptop', isBackedUp: false, isAutomatic: true }
	]);
	await db.update(sessions).set({ passkeyId: synced!.id }).where(eq(sessions.userId, user.id));
	const shown = text(await (await browser.get(page)).text());
	expect(shown).toMatch(
		/Phone · used for this session Synced to your other devices Made .+ last used/
	);
	expect(shown).toMatch(/Key Bound to one device Made .+ not used yet/);
	expect(shown).toMatch(/Laptop Can be synced, .+ Made by your browser after a sign-in/);
	expect(shown.match(/used for this session/g)).toHaveLength(1);
});

test('its first sentences say what one more does to a sign-in by password', async () => {
	const { user, browser } = await signedInPerson();
	const set = (as: Partial<typeof users.$inferInsert>) =>
		db.update(users).set(as).where(eq(users.id, user.id));
	const intro = async () => {
		const html = text(await (await browser.get(page)).text());
		const intros = {
			none: m.passkeys_intro(),
			begins: m.passkeys_intro_begins(),
			both: m.passkeys_intro_both()
		};
		return Object.entries(intros).flatMap(([which, intro]) =>
			html.includes(intro) ? [which] : []
		);
	};
	expect(await intro()).toEqual(['none']);
	await set({ asksSecondStep: true });
	expect(await intro()).toEqual(['begins']);
	await set({ asksSecondStep: false, factorRequiredAt: longAgo() });
	expect(await intro()).toEqual(['begins']);
	await give(user, [{ name: 'Phone' }]);
	expect(await intro()).toEqual(['both']);
	await set({ factorRequiredAt: null });
	expect(await intro()).toEqual(['none']);
	await addApp(user.id);
	expect(await intro()).toEqual(['both']);
});

test('one that is added has the name it was given; record and mail say so', async () => {
	const { user, email, browser } = await signedInPerson();
	const credential = createAuthenticator().create(await optionsOf(browser));
	const answer = await browser.post(`${page}?/addPasskey`, { credential, name: 'Kitchen tablet' });
	expect([answer.status, answer.headers.get('location')]).toEqual([303, page]);
	expect(await namesOf(user.id)).toEqual(['Kitchen tablet']);
	expect(await typesOf(user.id)).toEqual(['passkey-added']);
	expect((await lastMailTo(email)).text).toContain('“Kitchen tablet”');
	const html = await (await browser.get(page)).text();
	expect(html).toContain('The passkey is added.');
	expect(html).toContain('Other devices stay signed in.');
});

test('the first of an account that has to have one ends other sessions, as page and mail say', async () => {
	const { user, email, browser, token } = await signedInPerson();
	await db.update(users).set({ factorRequiredAt: longAgo() }).where(eq(users.id, user.id));
	const elsewhere = openBrowser();
	await openSession(user.id, elsewhere);
	const shown = text(await (await browser.get(page)).text());
	expect(shown).toContain(`${m.security_factor_required()} ${m.security_factor_begins()}`);
	expect(shown).not.toContain('Other devices stay signed in.');
	const credential = createAuthenticator().create(await optionsOf(browser));
	const answer = await browser.post(`${page}?/addPasskey`, { credential });
	expect(answer.headers.get('location')).toBe(`${page}/recovery-codes`);
	expect([await isSignedIn(browser), await isSignedIn(elsewhere)]).toEqual([true, false]);
	// It counts as the second proof of the session that made it, under a new token.
	const [session] = await db.select().from(sessions).where(eq(sessions.userId, user.id));
	expect(session).toMatchObject({ amr: 'pwd swk user mfa', passkeyId: expect.any(String) });
	expect(session!.id).not.toBe(hashToken(token));
	const after = text(await (await browser.get(page)).text());
	expect(after).toMatch(/ · used for this session .+ Made .+, last used /);
	expect(after).not.toContain('not used yet');
	const mail = await mailAbout(email, 'passkey was added');
	expect(mail.text).toContain(m.mail_second_step_began_text());
});

test('the first ends them too where the key of recovery codes is lost, and brings none', async () => {
	const { user, browser } = await signedInPerson();
	await db.update(users).set({ factorRequiredAt: longAgo() }).where(eq(users.id, user.id));
	const elsewhere = openBrowser();
	await openSession(user.id, elsewhere);
	const credential = createAuthenticator().create(await optionsOf(browser));
	forgetStoredKeys();
	const kept = await db.select().from(storedKeys);
	const lost = { name: 'recovery-codes', sealed: 'lost', createdAt: new Date() };
	await db.delete(storedKeys);
	await db.insert(storedKeys).values(lost);
	const answer = await browser.post(`${page}?/addPasskey`, { credential });
	forgetStoredKeys();
	await db.delete(storedKeys);
	if (kept.length > 0) await db.insert(storedKeys).values(kept);
	expect(answer.headers.get('location')).toBe(page);
	expect([await isSignedIn(browser), await isSignedIn(elsewhere)]).toEqual([true, false]);
	expect(await typesOf(user.id)).not.toContain('recovery-codes-made');
});

test('one that was made while the confirmation ran out waits for another, and is not lost', async () => {
	const { user, browser } = await signedInPerson({ now: longAgo() });
	expect(await (await browser.get(page)).text()).toContain(
		'/confirm?redirectTo=%2Fsettings%2Fsecurity'
	);
	const credential = createAuthenticator().create(await optionsOf(browser));
	const waits = await browser.post(`${page}?/addPasskey`, { credential, name: 'Phone' });
	const resume = await confirmAfter(browser, waits);
	expect(await namesOf(user.id)).toEqual([]);
	const { html, answer } = await goOn(browser, resume);
	expect(html).toContain('The passkey that was just made is added to your account.');
	expect(answer.headers.get('location')).toBe(page);
	expect(await namesOf(user.id)).toEqual(['Phone']);
});

test('of one that is refused the browser learns the id, unless an account has it', async () => {
	const { user, browser } = await signedInPerson();
	const other = await signedInPerson();
	const authenticator = createAuthenticator();
	const foreign = authenticator.create(await optionsOf(other.browser));
	const refused = await browser.post(`${page}?/addPasskey`, { credential: foreign, name: '' });
	expect(refused.status).toBe(400);
	expect(await refused.text()).toContain(`unknownCredential:"${authenticator.id}"`);

	expect((await other.browser.post(`${page}?/addPasskey`, { credential: foreign })).status).toBe(
		303
	);
	const told = vi.spyOn(log, 'info').mockImplementation(() => undefined);
	for (const credential of [foreign, 'no JSON', '{"id":5}', '{"id":"<b>"}', '']) {
		told.mockClear();
		const answer = await browser.post(`${page}?/addPasskey`, { credential });
		expect(answer.status).toBe(400);
		expect(await answer.text()).not.toContain('unknownCredential');
		const lines = told.mock.calls.map(([fields]) => fields as object);
		const line = expect.objectContaining({ event: 'passkey-refused', purpose: 'add' });
		expect([credential, lines]).toEqual([credential, [line]]);
	}
	expect(await namesOf(user.id)).toEqual([]);
	expect(await typesOf(user.id)).toEqual([]);
});

test('so it does where the form was for whoever was signed in before, or a limit is reached', async () => {
	const [before, now] = [await signedInPerson(), await signedInPerson()];
	const authenticator = createAuthenticator();
	const credential = authenticator.create(await optionsOf(before.browser));
	const fields = { credential, formOwner: formOwner(before.user.id) };
	const other = await now.browser.post(`${page}?/addPasskey`, fields);
	const ofOther = await other.text();
	expect([other.status, ofOther.includes(m.form_other_account())]).toEqual([400, true]);
	expect(ofOther).toContain(`unknownCredential:"${authenticator.id}"`);

	for (let change = 0; change < 30; change += 1) {
		await takeLimits([['passkey-changes', before.user.id]]);
	}
	const limited = await before.browser.post(`${page}?/addPasskey`, fields);
	expect([limited.status, Number(limited.headers.get('retry-after')) > 0]).toEqual([429, true]);
	expect(await limited.text()).toContain(`unknownCredential:"${authenticator.id}"`);
	expect([await namesOf(before.user.id), await namesOf(now.user.id)]).toEqual([[], []]);
});

test('it does not where the server cannot tell what came of it', async () => {
	const { browser } = await signedInPerson();
	const credential = createAuthenticator().create(await optionsOf(browser));
	interruptTransaction(() => Promise.reject(new CommitUnknownError('the answer was lost')));
	const answer = await browser.post(`${page}?/addPasskey`, { credential });
	expect(answer.status).toBe(503);
	expect(await answer.text()).not.toContain('unknownCredential');
});

test('a name that cannot be one is refused beside its field, and the browser forgets the passkey', async () => {
	const { user, browser } = await signedInPerson();
	const authenticator = createAuthenticator();
	const credential = authenticator.create(await optionsOf(browser));
	const answer = await browser.post(`${page}?/addPasskey`, { credential, name: 'a\u202Eb' });
	expect(answer.status).toBe(400);
	expect(await answer.text()).toContain(`unknownCredential:"${authenticator.id}"`);
	expect(await namesOf(user.id)).toEqual([]);
});

test('an account has at most twenty, and its page says so in place of the button', async () => {
	const { user, browser } = await signedInPerson();
	const rows = await give(
		user,
		Array.from({ length: 20 }, () => ({}))
	);
	const html = await (await browser.get(page)).text();
	expect(html).toContain('An account has at most 20 passkeys.');
	expect(html).not.toContain('challenge:');
	await browser.post(`${page}?/removePasskey`, { id: rows[0]!.id });
	expect(await (await browser.get(page)).text()).toContain('challenge:');
});

test('renaming waits for a confirmation, and goes on after it', async () => {
	const { user, browser } = await signedInPerson({ now: longAgo() });
	const [row] = await give(user, [{ name: 'Phone' }]);
	const waits = await browser.post(`${page}?/renamePasskey`, { id: row!.id, name: 'Old phone' });
	const { html, answer } = await goOn(browser, await confirmAfter(browser, waits));
	expect(html).toContain('The passkey will be called “Old phone”.');
	expect(answer.headers.get('location')).toBe(page);
	expect(await namesOf(user.id)).toEqual(['Old phone']);
});

test('a name that cannot be one is refused beside its field', async () => {
	const { user, browser } = await signedInPerson();
	const [row] = await give(user, [{ name: 'Phone' }]);
	for (const name of ['x'.repeat(51), 'a\u202Eb', 'a\u0007b']) {
		const answer = await browser.post(`${page}?/renamePasskey`, { id: row!.id, name });
		expect([name, answer.status]).toEqual([name, 400]);
		expect(await answer.text()).toContain('aria-invalid="true"');
	}
	expect(await namesOf(user.id)).toEqual(['Phone']);
});

test('removing waits for a confirmation, and goes on after it; record and mail say so', async () => {
	const { user, email, browser } = await signedInPerson({ now: longAgo() });
	const [row] = await give(user, [{ name: 'Phone' }]);
	const waits = await browser.post(`${page}?/removePasskey`, { id: row!.id });
	const { html, answer } = await goOn(browser, await confirmAfter(browser, waits));
	expect(html).toContain('sign in with the passkey “Phone” any more.');
	expect(answer.headers.get('location')).toBe(page);
	expect(await namesOf(user.id)).toEqual([]);
	expect(await typesOf(user.id)).toEqual(['passkey-removed', 'confirmed']);
	expect((await lastMailTo(email)).text).toContain('“Phone”');
});

test('the last way in stays, and the page says what to do first', async () => {
	const { user, browser } = await signedInPerson();
	const [row] = await give(user, [{ name: 'Phone' }]);
	await db.delete(passwords).where(eq(passwords.userId, user.id));
	const answer = await browser.post(`${page}?/removePasskey`, { id: row!.id });
	expect(answer.status).toBe(400);
	expect(await answer.text()).toContain('“Phone” is your only way to sign in.');
	expect(await namesOf(user.id)).toEqual(['Phone']);
});

test("another person's passkey is a 404, and nothing is changed", async () => {
	const { email, browser } = await signedInPerson();
	const other = await signedInPerson();
	const [row] = await give(other.user, [{ name: 'Phone' }]);
	for (const id of [row!.id, crypto.randomUUID(), '']) {
		const name = 'Mine';
		for (const [action, fields] of [
			['renamePasskey', { id, name }],
			['removePasskey', { id }]
		] as const) {
			const response = await browser.post(`${page}?/${action}`, fields);
			expect(response.status).toBe(404);
			expect(await response.text()).toMatch(/<h1[^>]*>Security<.*That is gone already/s);
		}
	}
	expect(await namesOf(other.user.id)).toEqual(['Phone']);
	expect(await mailsTo(email)).toEqual([]);
});
