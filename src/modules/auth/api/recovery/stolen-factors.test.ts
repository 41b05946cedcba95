import { and, eq } from 'drizzle-orm';
import { expect, test, vi } from 'vitest';
import { siteName } from '@/site';
import { securityEvents } from '$modules/activity/models/z.security-event';
import { db } from '@/server/db/client';
import { openBrowser } from '$tests/app';
import { createAuthenticator } from '$tests/authenticator';
import { mailAbout, tokenIn } from '$tests/mails';
import { isSignedIn, OTHER_PASSWORD, PASSWORD, signedInPerson, signIn } from '$tests/people';
import { addApp, addRecoveryCodes, codeOfApp } from '$tests/second-factor';
import { delayedRecoveries } from '../../models/z.delayed-recovery';
import { passkeys } from '../../models/z.passkey';
import { recoveryCodes } from '../../models/z.recovery-code';
import { totps } from '../../models/z.totp';
import { trustedDevices } from '../../models/z.trusted-device';
import { users } from '../../models/z.user';
import { checkTotpCode } from '../factors/totp/totp-code';
import { DAY, useLink } from './recovery.fixture';

// Read at the first request.
vi.hoisted(() => (process.env.RECOVERY_DELAY_HOURS = '48'));

const before = new Date(Date.now() - 20 * DAY);
const passkeysOf = (userId: string) =>
	db.select().from(passkeys).where(eq(passkeys.userId, userId));
const codesOf = async (userId: string) =>
	(await db.select().from(recoveryCodes).where(eq(recoveryCodes.userId, userId)))
		.map(({ hash }) => hash)
		.sort();
const accountOf = (userId: string) => db.select().from(users).where(eq(users.id, userId)).get();
const restorations = (userId: string) =>
	db.$count(
		securityEvents,
		and(eq(securityEvents.userId, userId), eq(securityEvents.type, 'factors-restored'))
	);

/** Somebody whose passkey is the second step after the password, in a session that is not theirs. */
async function robbedOfPasskey() {
	const { user, email, browser } = await signedInPerson();
	const [passkey] = await db
		.insert(passkeys)
		.values({ ...createAuthenticator().row(user), createdAt: before })
		.returning();
	await db.update(users).set({ asksSecondStep: true }).where(eq(users.id, user.id));
	await addRecoveryCodes(user.id, before);
	return { userId: user.id, email, thief: browser, passkey: passkey! };
}

test('a thief in a session removes the passkey and adds an own app: the owner’s link turns it round', async () => {
	const { userId, email, thief, passkey } = await robbedOfPasskey();
	const codes = await codesOf(userId);
	const removed = await thief.post('/settings/security?/removePasskey', { id: passkey.id });
	expect(removed.status).toBe(303);
	expect(await accountOf(userId)).toMatchObject({ asksSecondStep: false });
	expect(await codesOf(userId)).toEqual([]);
	await addApp(userId);
	await addRecoveryCodes(userId);
	const dates = { rotatedAt: new Date(), createdAt: new Date(), expiresAt: new Date(8e15) };
	await db.insert(trustedDevices).values({ userId, hash: userId, userAgent: '', ...dates });
	await db.insert(delayedRecoveries).values({ userId, requestedAt: new Date() });

	const mail = await mailAbout(email, 'passkey was removed');
	const token = tokenIn(mail);
	const page = await (await openBrowser().get(`/not-me?token=${token}`)).text();
	expect(page).toContain('recovery codes that were removed since then come back');
	expect((await useLink('not-me', token)).status).toBe(303);

	expect(await isSignedIn(thief)).toBe(false);
	expect(await passkeysOf(userId)).toEqual([passkey]);
	expect(await accountOf(userId)).toMatchObject({ asksSecondStep: true });
	expect(await codesOf(userId)).toEqual(codes);
	for (const table of [totps, trustedDevices, delayedRecoveries]) {
		expect(await db.$count(table, eq(table.userId, userId))).toBe(0);
	}
	expect(await restorations(userId)).toBe(1);
	const { text } = await mailAbout(email, 'yours again');
	expect(text).toContain('Passkeys, apps and codes that were removed meanwhile are back');
	expect(text).toContain('Your second step stays as it is');
	expect(text).not.toContain('make a passkey');
});

test('a thief moves the codes to an app of their own: the mail’s link moves them back', async () => {
	const { user, email, browser: thief } = await signedInPerson();
	const userId = user.id;
	const own = await addApp(userId, before);
	await addRecoveryCodes(userId, before);
	const codes = await codesOf(userId);
	expect((await thief.post('/settings/security?/removeTotp')).status).toBe(303);
	expect(await codesOf(userId)).toEqual([]);
	const token = tokenIn(await mailAbout(email, 'was removed'));
	await thief.post('/settings/security?/addTotp');
	const page = await (await thief.get('/settings/security')).text();
	const [, secret = ''] = /secret=([A-Z2-7]{32})/.exec(page) ?? [];
	const code = codeOfApp(secret);
	expect((await thief.post('/settings/security?/confirmTotp', { code })).status).toBe(303);
	expect((await useLink('not-me', token)).status).toBe(303);

	const apps = await db.select().from(totps).where(eq(totps.userId, userId));
	expect(apps.map(({ id }) => id)).toEqual([own.id]);
	expect(await codesOf(userId)).toEqual(codes);
	const checked = await checkTotpCode({ userId, code: own.code(), now: new Date() });
	expect(checked).toMatchObject({ ok: true });
	expect(await isSignedIn(thief)).toBe(false);
});

test('what nobody removed stays as it was, and nothing is said to have come back', async () => {
	const { user, email, browser } = await signedInPerson();
	await addApp(user.id, before);
	await addRecoveryCodes(user.id, before);
	const codes = await codesOf(user.id);
	const changed = await browser.post('/settings/account?/changeEmail', { email: `next.${email}` });
	expect(changed.status).toBe(303);
	const link = tokenIn(await mailAbout(`next.${email}`, 'Confirm your new'));
	await browser.post(`/change-email?token=${link}`, { token: link });
	const undo = tokenIn(await mailAbout(email, 'address was changed'));
	expect((await useLink('undo', undo)).status).toBe(303);
	expect(await db.$count(totps, eq(totps.userId, user.id))).toBe(1);
	expect(await codesOf(user.id)).toEqual(codes);
	expect(await restorations(user.id)).toBe(0);
});

test('whoever takes a changed address back has the app again that was removed since', async () => {
	const { user, email, browser: thief } = await signedInPerson();
	const userId = user.id;
	const own = await addApp(userId, before);
	await thief.post('/settings/account?/changeEmail', { email: `thief.${email}` });
	const link = tokenIn(await mailAbout(`thief.${email}`, 'Confirm your new'));
	await thief.post(`/change-email?token=${link}`, { token: link });
	expect((await thief.post('/settings/security?/removeTotp')).status).toBe(303);
	expect(await db.$count(totps, eq(totps.userId, userId))).toBe(0);
	const undo = tokenIn(await mailAbout(email, 'address was changed'));
	expect((await useLink('undo', undo)).status).toBe(303);
	const apps = await db.select().from(totps).where(eq(totps.userId, userId));
	expect(apps.map(({ id }) => id)).toEqual([own.id]);
	expect(await restorations(userId)).toBe(1);
});

test('a forgotten password leaves the factors alone, and page and mails say so', async () => {
	const { user, email } = await signedInPerson();
	await addApp(user.id, before);
	await openBrowser().post('/forgot-password', { email });
	const mail = await mailAbout(email, `Set a new ${siteName} password`);
	expect(mail.text).toContain('Your second step stays as it is');
	expect(mail.text).not.toContain('make a passkey');
	const token = tokenIn(mail);
	const page = await (await openBrowser().get(`/reset-password?token=${token}`)).text();
	expect(page).toContain('Your second step stays as it is');
	const browser = openBrowser();
	const reset = { token, password: OTHER_PASSWORD };
	expect((await browser.post('/reset-password', reset)).status).toBe(303);
	const told = await mailAbout(email, 'password was changed');
	expect(told.text).toContain('Your second step stays as it is');
	const next = await signIn(browser, email, OTHER_PASSWORD);
	expect(next.headers.get('location')).toMatch(/^\/sign-in\/second-factor/);
	expect(await isSignedIn(browser)).toBe(false);
	expect((await signIn(openBrowser(), email, PASSWORD)).status).toBe(400);
});
