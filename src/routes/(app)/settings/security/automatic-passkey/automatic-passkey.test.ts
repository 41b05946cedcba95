import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { openBrowser, type Browser } from '$tests/app';
import { createAuthenticator } from '$tests/authenticator';
import { lastMailTo } from '$tests/mails';
import { isSignedIn, openSession, signedInPerson } from '$tests/people';
import { db } from '@/server/db/client';
import { formOwner } from '$modules/auth/api/kept-form/returned-form';
import { passkeys } from '$modules/auth/models/z.passkey';
import { sessions } from '$modules/auth/models/z.session';
import { updatePreferences } from '$modules/preferences/api/preferences-store';

const MINUTE = 60_000;
const place = '/settings/security/automatic-passkey';
/** As a browser makes one that asked nobody. */
const unseen = { flags: { up: false, uv: false } };

const passkeysOf = (userId: string) =>
	db.select().from(passkeys).where(eq(passkeys.userId, userId));

async function optionsFor(browser: Browser) {
	const answer = await browser.get(place);
	expect(answer.status).toBe(200);
	return (await answer.json()) as { challenge: string; user: { id: string } };
}

test('after a sign-in by password one is made that nobody was asked for; a mail says so', async () => {
	const { user, email, browser } = await signedInPerson();
	expect(await (await browser.get('/')).text()).toContain('mayMakePasskey:true');
	const credential = createAuthenticator().create(await optionsFor(browser), unseen);
	const elsewhere = openBrowser();
	await openSession(user.id, elsewhere);
	expect((await browser.post(place, { credential })).status).toBe(204);
	expect(await isSignedIn(elsewhere)).toBe(true);
	expect(await passkeysOf(user.id)).toMatchObject([{ isAutomatic: true }]);
	expect(browser.jar.get('flash')).toBeUndefined();
	const mail = await lastMailTo(email);
	expect(mail.text).toContain('after you signed in with your password');
	expect(mail.text).toMatch(/\/not-me\?token=/);
});

test('only a challenge that was sealed for it lets a passkey in unverified', async () => {
	const { user, browser } = await signedInPerson();
	const html = await (await browser.get('/settings/security')).text();
	const [, challenge = ''] = /challenge:"([\w-]+)"/.exec(html) ?? [];
	const credential = createAuthenticator().create({ challenge }, unseen);
	for (const path of [place, '/settings/security?/addPasskey']) {
		const fields = { credential, isAutomatic: 'on', automatic: 'true' };
		expect((await browser.post(path, fields)).status).toBe(400);
	}
	expect(await passkeysOf(user.id)).toEqual([]);
});

test.each([
	['the sign-in is longer ago', { createdAt: new Date(Date.now() - 6 * MINUTE) }],
	['a trusted browser stood in for the second step', { confirmedAt: new Date(0) }],
	['it was by passkey', { method: 'passkey' as const }],
	['it was by provider', { method: 'provider' as const }]
])('none is offered where %s', async (_, session) => {
	const { user, browser } = await signedInPerson();
	await db.update(sessions).set(session).where(eq(sessions.userId, user.id));
	expect(await (await browser.get('/')).text()).not.toContain('mayMakePasskey');
	expect((await browser.get(place)).status).toBe(204);
});

test('none is offered to who wants none, nor where there are twenty', async () => {
	const [unwilling, full] = [await signedInPerson(), await signedInPerson()];
	await updatePreferences({ userId: unwilling.user.id, changes: { automaticPasskey: false } });
	await db
		.insert(passkeys)
		.values(Array.from({ length: 20 }, () => createAuthenticator().row(full.user)));
	for (const { browser } of [unwilling, full]) expect((await browser.get(place)).status).toBe(204);
});

test('one that is refused is named, for the browser to forget it', async () => {
	const [person, other] = [await signedInPerson(), await signedInPerson()];
	const authenticator = createAuthenticator();
	const credential = authenticator.create(await optionsFor(other.browser), unseen);
	for (const owner of [person, other]) {
		const fields = { credential, formOwner: formOwner(owner.user.id) };
		const answer = await person.browser.post(place, fields);
		expect(answer.status).toBe(400);
		expect(await answer.json()).toMatchObject({ values: { unknownCredential: authenticator.id } });
	}
	expect(await passkeysOf(person.user.id)).toEqual([]);
});
