import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { siteName } from '@/site';
import { openBrowser, type Browser } from '$tests/app';
import { createAuthenticator } from '$tests/authenticator';
import { createPasskeyRow, createUser } from '$tests/factories';
import { lastMailTo, mailAbout } from '$tests/mails';
import { isSignedIn, openSession, signedInPerson } from '$tests/people';
import { addApp, addRecoveryCodes, codeOfApp } from '$tests/second-factor';
import { passkeys } from '$modules/auth/models/z.passkey';
import { recoveryCodes } from '$modules/auth/models/z.recovery-code';
import { totps } from '$modules/auth/models/z.totp';
import { sessions } from '$modules/auth/models/z.session';
import { users } from '$modules/auth/models/z.user';
import { db } from '@/server/db/client';
import { hashToken } from '@/server/secrets';
import { m } from '@/paraglide/messages';
import { hasProviders } from '$modules/oauth/api/get-provider';

const page = '/settings/security';
const longAgo = () => new Date(Date.now() - 60 * 60_000);

const removeEnds = () => (hasProviders() ? m.totp_remove_ends : m.totp_remove_ends_no_provider)();
const html = async (browser: Browser) => (await browser.get(page)).text();
/** The key that the page shows, as somebody types it into their app. */
const keyIn = (text: string) =>
	/translate="no">([A-Z2-7 ]+)</.exec(text)?.[1]?.replaceAll(' ', '') ?? null;
const rowsOf = (userId: string) => db.select().from(totps).where(eq(totps.userId, userId));

const codesOf = (userId: string) =>
	db
		.select()
		.from(recoveryCodes)
		.where(eq(recoveryCodes.userId, userId))
		.orderBy(recoveryCodes.hash);

/** Lets the last confirmation of a person's sessions be an hour ago. */
const forgetConfirmation = (userId: string) =>
	db.update(sessions).set({ confirmedAt: longAgo() }).where(eq(sessions.userId, userId));

test('an app is set up by picture, key or link, and its first code leads to the recovery codes', async () => {
	const { user, email, browser } = await signedInPerson();
	expect(await html(browser)).toContain(m.totp_none());
	const begun = await browser.post(`${page}?/addTotp`);
	expect([begun.status, begun.headers.get('location')]).toEqual([303, `${page}#totp`]);
	const shown = await html(browser);
	const key = keyIn(shown)!;
	expect(shown).toContain(`secret=${key}`);
	expect(shown).toContain(
		`href="otpauth://totp/${encodeURIComponent(siteName)}:${encodeURIComponent(email)}?`
	);
	expect(shown).toMatch(/<path d="M4 4h7v1h-7z/);
	expect(shown).toContain(m.totp_first_ends());

	for (const code of ['12345', '1'.repeat(1000), '-1234567', 'letter', '2BCDE-FGHJK', '000000']) {
		expect((await browser.post(`${page}?/confirmTotp`, { code })).status).toBe(400);
	}
	await browser.post(`${page}?/addTotp`);
	expect(keyIn(await html(browser))).toBe(key);

	const code = codeOfApp(key).replace(/^.../, '$& ');
	const done = await browser.post(`${page}?/confirmTotp`, { code });
	expect([done.status, done.headers.get('location')]).toEqual([303, `${page}/recovery-codes`]);
	expect(await rowsOf(user.id)).toMatchObject([{ expiresAt: null }]);
	const after = await html(browser);
	expect([after.includes(key), after.includes('otpauth:')]).toEqual([false, false]);
	expect(after).toContain(removeEnds());
	expect((await lastMailTo(email)).subject).toContain('codes from an app');
});

test.each([true, false])(
	'a first app beside a required passkey ends what the page says (codes there: %s)',
	async (hasCodes) => {
		const { user, email, browser } = await signedInPerson();
		await db.insert(passkeys).values(createAuthenticator().row(user));
		await db.update(users).set({ factorRequiredAt: longAgo() }).where(eq(users.id, user.id));
		if (hasCodes) await addRecoveryCodes(user.id, longAgo());
		const elsewhere = openBrowser();
		await openSession(user.id, elsewhere);
		await browser.post(`${page}?/addTotp`);
		const shown = await html(browser);
		expect([shown.includes(m.totp_first_ends()), shown.includes(m.totp_ends())]).toEqual([
			!hasCodes,
			hasCodes
		]);
		const before = hasCodes ? await codesOf(user.id) : [];
		const done = await browser.post(`${page}?/confirmTotp`, { code: codeOfApp(keyIn(shown)!) });
		expect(done.headers.get('location')).toBe(hasCodes ? page : `${page}/recovery-codes`);
		expect([await isSignedIn(browser), await isSignedIn(elsewhere)]).toEqual([true, false]);
		const after = await codesOf(user.id);
		expect(after).toHaveLength(10);
		if (hasCodes) expect(after).toEqual(before);
		const { text } = await mailAbout(email, 'codes from an app');
		expect(text).toContain(
			hasCodes ? m.mail_totp_added_ends_text() : m.mail_second_step_began_text()
		);
	}
);

test.each([
	['pwd', 'pwd otp mfa'],
	// Which is no first factor that stands beside one alone.
	['provider', 'provider']
])('an app that is required counts in the session (%s) that sets it up', async (amr, after) => {
	const { id: userId } = await createUser();
	const browser = openBrowser();
	const token = await openSession(userId, browser);
	await db.update(sessions).set({ amr }).where(eq(sessions.userId, userId));
	const role = { role: 'admin', factorRequiredAt: longAgo() } as const;
	await db.update(users).set(role).where(eq(users.id, userId));
	await browser.post(`${page}?/addTotp`);
	await browser.post(`${page}?/confirmTotp`, { code: codeOfApp(keyIn(await html(browser))!) });
	const [session] = await db.select().from(sessions).where(eq(sessions.userId, userId));
	const isNew = after !== amr;
	// A change of strength comes with another token.
	expect([session!.amr, session!.id !== hashToken(token)]).toEqual([after, isNew]);
	expect((await browser.get('/admin')).status).toBe(isNew ? 200 : 303);
});

test('a clock that is wrong is told beside the field, with how far', async () => {
	const { browser } = await signedInPerson();
	await browser.post(`${page}?/addTotp`);
	const key = keyIn(await html(browser))!;
	const code = codeOfApp(key, new Date(Date.now() - 20 * 60_000));
	const answer = await browser.post(`${page}?/confirmTotp`, { code });
	expect(answer.status).toBe(400);
	expect(await answer.text()).toContain(m.totp_clock_behind({ minutes: 20 }));
});

test('whoever did not confirm lately sees no key, begins none, and a code of theirs does nothing', async () => {
	const { user, browser } = await signedInPerson();
	await browser.post(`${page}?/addTotp`);
	const key = keyIn(await html(browser))!;
	await forgetConfirmation(user.id);
	expect(keyIn(await html(browser))).toBeNull();
	for (const action of ['addTotp', 'confirmTotp']) {
		const answer = await browser.post(`${page}?/${action}`, { code: codeOfApp(key) });
		expect(answer.headers.get('location')).toMatch(/^\/confirm\?/);
	}
	expect(await rowsOf(user.id)).toMatchObject([{ confirmedAt: null }]);
});

test('a key belongs to the session that began it: nobody reads, plants or confirms one in another', async () => {
	const { user, browser } = await signedInPerson();
	const thief = openBrowser();
	await openSession(user.id, thief);
	await thief.post(`${page}?/addTotp`);
	const planted = keyIn(await html(thief))!;
	expect(keyIn(await html(browser))).toBeNull();
	await browser.post(`${page}?/addTotp`);
	const own = keyIn(await html(browser))!;
	expect(own).not.toBe(planted);

	expect(keyIn(await html(thief))).toBeNull();
	for (const key of [planted, own]) {
		const answer = await thief.post(`${page}?/confirmTotp`, { code: codeOfApp(key) });
		expect(answer.status).toBe(400);
	}
	await thief.post(`${page}?/cancelTotp`);
	expect(await rowsOf(user.id)).toMatchObject([{ confirmedAt: null }]);
	expect(keyIn(await html(browser))).toBe(own);
	const done = await browser.post(`${page}?/confirmTotp`, { code: codeOfApp(own) });
	expect(done.status).toBe(303);
});

test('a code that comes after the time is told that it is over, and the page goes on from there', async () => {
	const { user, browser } = await signedInPerson();
	await browser.post(`${page}?/addTotp`);
	const key = keyIn(await html(browser))!;
	await db.update(totps).set({ expiresAt: longAgo() }).where(eq(totps.userId, user.id));
	const answer = await browser.post(`${page}?/confirmTotp`, { code: codeOfApp(key) });
	expect(answer.status).toBe(400);
	const text = await answer.text();
	expect(text).toContain(m.totp_expired());
	expect(text).toContain(m.totp_add());
});

test('removing says what it means, waits for a confirmation, and ends the same when it is sent twice', async () => {
	const { user, browser } = await signedInPerson();
	await addApp(user.id);
	await forgetConfirmation(user.id);
	const asked = await browser.post(`${page}?/removeTotp`);
	expect(asked.headers.get('location')).toMatch(/^\/confirm\?redirectTo=/);
	expect(await rowsOf(user.id)).toHaveLength(1);
	const resume = new URL(asked.headers.get('location')!, 'http://localhost').searchParams;
	expect(await (await browser.get(resume.get('redirectTo')!)).text()).toContain(
		m.resume_totp_remove_text()
	);

	await db.update(sessions).set({ confirmedAt: new Date() }).where(eq(sessions.userId, user.id));
	for (let i = 0; i < 2; i++) {
		const removed = await browser.post(`${page}?/removeTotp`);
		expect([removed.status, removed.headers.get('location')]).toEqual([303, page]);
	}
	expect(await rowsOf(user.id)).toEqual([]);
});

test('the last factor of an account that has to have one says what follows its removal', async () => {
	const { user, browser } = await signedInPerson();
	await addApp(user.id);
	await db.update(users).set({ factorRequiredAt: longAgo() }).where(eq(users.id, user.id));
	const withApp = await html(browser);
	expect(withApp).toContain(m.factor_required_last());
	expect(withApp).not.toContain(removeEnds());
	await db.delete(totps).where(eq(totps.userId, user.id));
	await createPasskeyRow({ userId: user.id });
	const withPasskey = await html(browser);
	expect(withPasskey).toContain(m.factor_required_last());
	expect(withPasskey).not.toContain(m.passkeys_last_ends_step());
});

test('giving up leaves what there was', async () => {
	const { user, browser } = await signedInPerson();
	const app = await addApp(user.id);
	await browser.post(`${page}?/addTotp`);
	expect(await html(browser)).toContain('%20(2)?');
	expect((await browser.post(`${page}?/cancelTotp`)).status).toBe(303);
	expect(await rowsOf(user.id)).toMatchObject([{ id: app.id }]);
});

test('a key that is lost is said in place of a fault, and can be left behind', async () => {
	const { user, browser } = await signedInPerson();
	const { id } = await addApp(user.id);
	await db.update(totps).set({ sealed: '1.AAAAAAAA.AAAA' }).where(eq(totps.id, id));
	expect(await html(browser)).toContain(m.totp_lost());
	await browser.post(`${page}?/addTotp`);
	const key = keyIn(await html(browser))!;
	await browser.post(`${page}?/confirmTotp`, { code: codeOfApp(key) });
	expect(await html(browser)).not.toContain(m.totp_lost());
});
