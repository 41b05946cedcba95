import { eq } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import { siteName } from '@/site';
import { openBrowser } from '$tests/app';
import { createAuthenticator } from '$tests/authenticator';
import { createUser } from '$tests/factories';
import { mailAbout, mailsTo } from '$tests/mails';
import { openSession, PASSWORD } from '$tests/people';
import { addApp } from '$tests/second-factor';
import { listEvents } from '$modules/activity/api/list-events';
import { db } from '@/server/db/client';
import { hashToken } from '@/server/secrets';
import { passkeys } from '../../../models/z.passkey';
import { trustedDevices } from '../../../models/z.trusted-device';
import { users } from '../../../models/z.user';
import { listSessions } from '../../session/session-store';
import { deletePasskey } from '../passkeys/delete-passkey';
import { createRecoveryCodes } from '../recovery-codes/create-recovery-codes';
import { readRecoveryCode } from '../recovery-codes/recovery-code';
import {
	countRecoveryCodes,
	getShownRecoveryCodes,
	recoveryCodeHash
} from '../recovery-codes/recovery-code-store';
import { spendRecoveryCode } from '../recovery-codes/spend-recovery-code';
import { restoreRemovedFactors } from '../removed/removed-factors';
import { trustDevice } from '../trusted-devices/trusted-device-store';
import { getSecondStepSettings } from './get-second-step-settings';
import { setSecondStep } from './set-second-step';

afterEach(() => void vi.useRealTimers());

const client = { address: '203.0.113.7', userAgent: 'Test/1.0' };

/** Somebody with so many passkeys, signed in to two browsers; the first one acts. */
async function person({ keys = 1, password = '' } = {}) {
	const user = await createUser(password ? { password } : {});
	const rows = Array.from({ length: keys }, () => createAuthenticator().row(user));
	const added = keys > 0 ? await db.insert(passkeys).values(rows).returning() : [];
	const sessionId = hashToken(await openSession(user.id, openBrowser()));
	await openSession(user.id, openBrowser());
	const owner = { userId: user.id, sessionId };
	const set = (isOn: boolean) => setSecondStep({ owner, isOn, client });
	return { user, userId: user.id, owner, set, passkeyIds: added.map(({ id }) => id) };
}

const trust = ({ userId }: { userId: string }) =>
	db.transaction((tx) => trustDevice({ userId, client, now: new Date() }, tx));
const trusted = (userId: string) => db.$count(trustedDevices, eq(trustedDevices.userId, userId));
const settings = (userId: string) => getSecondStepSettings({ userId });
const typesOf = async (userId: string) =>
	(await listEvents({ userId })).events.map(({ type }) => type);

/** Uses a code up that somebody typed. */
async function spend(userId: string, typed: string) {
	const hash = await recoveryCodeHash({ userId, code: readRecoveryCode(typed)! });
	const now = new Date();
	return db.transaction((tx) => spendRecoveryCode({ userId, hash: hash!, client, now }, tx));
}

test('switched on for the first time it gives ten codes, and ends every other session', async () => {
	const { user, userId, owner, set } = await person();
	await trust({ userId });
	expect(await set(true)).toMatchObject({ ok: true, isFirst: true });
	expect(await getShownRecoveryCodes({ userId })).toHaveLength(10);
	expect(await settings(userId)).toMatchObject({
		isOn: true,
		by: 'switch',
		codesLeft: 10,
		unsaved: 'shown'
	});
	expect((await listSessions(owner)).map(({ id }) => id)).toEqual([owner.sessionId]);
	expect(await trusted(userId)).toBe(0);
	expect(await typesOf(userId)).toEqual(
		expect.arrayContaining(['second-step-on', 'recovery-codes-made'])
	);
	const mails = await mailsTo(user.email);
	expect(mails.map(({ subject }) => subject)).toEqual([
		`Your ${siteName} account asks for a second step`
	]);
	expect(mails[0]!.text).toContain('all other devices were signed out');

	expect(await set(true)).toMatchObject({ ok: true, isFirst: false });
	expect(await mailsTo(user.email)).toHaveLength(1);
});

test('without anything to take it with it stays off', async () => {
	const { user, userId, set } = await person({ keys: 0 });
	expect(await set(true)).toEqual({ ok: false, reason: 'no-factor' });
	expect(await settings(userId)).toMatchObject({ isOn: false, by: null, codesLeft: null });
	expect(await mailsTo(user.email)).toEqual([]);
});

test('a passkey of a site before ORIGIN moved is nothing to take it with', async () => {
	const { userId, set } = await person();
	await db.update(passkeys).set({ rpId: 'old.example' }).where(eq(passkeys.userId, userId));
	expect(await set(true)).toEqual({ ok: false, reason: 'no-factor' });
});

test('switched off, codes and trust go and the owner is told; taking back brings the codes back', async () => {
	const { user, userId, set } = await person();
	await set(true);
	const [code] = (await getShownRecoveryCodes({ userId })) ?? [];
	await trust({ userId });
	const since = new Date(Date.now() + 1);
	vi.setSystemTime(since);
	expect(await set(false)).toMatchObject({ ok: true, isFirst: false });
	expect(await settings(userId)).toMatchObject({ isOn: false, codesLeft: null, unsaved: null });
	expect(await trusted(userId)).toBe(0);
	expect(await spend(userId, code!)).toBeNull();
	const mail = await mailAbout(user.email, `second step of your ${siteName} account is off`);
	expect(mail.text).toContain('/not-me?token=');

	await db.transaction((tx) => restoreRemovedFactors({ userId, since, now: new Date() }, tx));
	expect(await settings(userId)).toMatchObject({ isOn: true, codesLeft: 10 });
	expect(await spend(userId, code!)).toBe(9);
});

test('switched off beside an app it stays, and neither record nor page nor mail says it is off', async () => {
	const { user, userId, set } = await person();
	await set(true);
	await addApp(userId);
	expect(await set(false)).toMatchObject({ ok: true, staysOn: true });
	expect(await settings(userId)).toMatchObject({ isOn: true, by: 'app', codesLeft: 10 });
	expect(await set(false)).toMatchObject({ ok: true, staysOn: true });
	const types = await typesOf(userId);
	expect(types).not.toContain('second-step-off');
	// What was switched counts once the app is gone.
	expect(types.filter((type) => type === 'second-step-by-app')).toHaveLength(1);
	const subjects = (await mailsTo(user.email)).map(({ subject }) => subject);
	expect(subjects).not.toContain(`The second step of your ${siteName} account is off`);
});

test('one that is required cannot be switched off', async () => {
	const { userId, set } = await person();
	await set(true);
	await db.update(users).set({ factorRequiredAt: new Date() }).where(eq(users.id, userId));
	expect(await set(false)).toEqual({ ok: false, reason: 'required' });
	expect(await settings(userId)).toMatchObject({ isOn: true, by: 'required', codesLeft: 10 });
});

test('it ends with the last passkey, unless there is an app', async () => {
	const { user, userId, owner, set, passkeyIds } = await person({ keys: 2, password: PASSWORD });
	await set(true);
	expect((await deletePasskey({ owner, id: passkeyIds[0]!, client })).ok).toBe(true);
	expect(await settings(userId)).toMatchObject({ isOn: true, codesLeft: 10 });
	expect((await deletePasskey({ owner, id: passkeyIds[1]!, client })).ok).toBe(true);
	expect(await settings(userId)).toMatchObject({ isOn: false, codesLeft: null });
	const subjects = (await mailsTo(user.email)).map(({ subject }) => subject);
	expect(subjects).toContain(`The second step of your ${siteName} account is off`);

	const other = await person({ password: PASSWORD });
	await addApp(other.userId);
	await other.set(true);
	await deletePasskey({ owner: other.owner, id: other.passkeyIds[0]!, client });
	expect(await settings(other.userId)).toMatchObject({ isOn: true, by: 'app', codesLeft: 10 });
});

test('a passkey that is removed without a second step ends none and says nothing of one', async () => {
	const { user, userId, owner, passkeyIds } = await person({ password: PASSWORD });
	await deletePasskey({ owner, id: passkeyIds[0]!, client });
	expect(await mailsTo(user.email)).toHaveLength(1);
	expect(await typesOf(userId)).toEqual(['passkey-removed']);
});

test('new codes void the old and end the trust in browsers', async () => {
	const { user, userId, owner, set } = await person();
	expect(await createRecoveryCodes({ owner, client })).toEqual({
		ok: false,
		reason: 'no-second-step'
	});
	await set(true);
	await trust({ userId });
	const [old] = (await getShownRecoveryCodes({ userId })) ?? [];
	expect(await createRecoveryCodes({ owner, client })).toEqual({ ok: true });
	const [fresh] = (await getShownRecoveryCodes({ userId })) ?? [];
	expect(await trusted(userId)).toBe(0);
	expect(await spend(userId, old!)).toBeNull();
	expect(await spend(userId, fresh!)).toBe(9);
	const subjects = (await mailsTo(user.email)).map(({ subject }) => subject);
	expect(subjects).toContain(`New recovery codes for your ${siteName} account`);
});

test('each code counts once, ends the trust in browsers, and its mail says how many are left', async () => {
	const { user, userId, set } = await person();
	await set(true);
	await trust({ userId });
	const codes = (await getShownRecoveryCodes({ userId })) ?? [];
	const twice = await Promise.all([spend(userId, codes[0]!), spend(userId, codes[0]!)]);
	expect(twice.toSorted()).toEqual([9, null]);
	expect(await trusted(userId)).toBe(0);
	const mail = await mailAbout(user.email, 'A recovery code');
	expect(mail.text).toContain('9 recovery codes are left.');
	expect(mail.text).not.toContain('/settings/security');

	for (const code of codes.slice(1, 9)) await spend(userId, code);
	const last = await mailAbout(user.email, 'A recovery code');
	expect(last.text).toContain('1 recovery code is left.');
	expect(last.text).toContain('/settings/security');
	expect(await countRecoveryCodes({ userId })).toBe(1);
});

test("another account's code is none", async () => {
	const one = await person();
	const other = await person();
	await one.set(true);
	await other.set(true);
	const [code] = (await getShownRecoveryCodes(other)) ?? [];
	expect(await spend(one.userId, code!)).toBeNull();
	expect(await spend(other.userId, code!)).toBe(9);
});
