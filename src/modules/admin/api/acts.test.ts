import { eq } from 'drizzle-orm';
import { expect, test, vi } from 'vitest';
import { nowhere } from '@/server/client-context';
import { db } from '@/server/db/client';
import { securityEvents } from '$modules/activity/models/z.security-event';
import { eraseClosedAccounts } from '$modules/auth/api/account/erase-closed-accounts';
import {
	listTrustedDevices,
	trustDevice
} from '$modules/auth/api/factors/trusted-devices/trusted-device-store';
import { hasRecoveryCodes } from '$modules/auth/api/factors/recovery-codes/recovery-code-store';
import { countWaysIn } from '$modules/auth/api/user/count-ways-in';
import { getUser } from '$modules/auth/api/user/user-store';
import { delayedRecoveries } from '$modules/auth/models/z.delayed-recovery';
import { passkeys } from '$modules/auth/models/z.passkey';
import { users } from '$modules/auth/models/z.user';
import { limits } from '$modules/limits/api/limits';
import { tryLimits } from '$modules/limits/api/take-limits';
import { outbox } from '$modules/mail/models/z.outbox';
import { profiles } from '$modules/profile/models/z.profile';
import { updatePreferences } from '$modules/preferences/api/preferences-store';
import { openBrowser } from '$tests/app';
import { createPasskeyRow, createUser } from '$tests/factories';
import { lastMailTo, mailAbout, mailsTo, tokenIn } from '$tests/mails';
import { isSignedIn, newAddress, OTHER_PASSWORD, signedInPerson } from '$tests/people';
import { addApp, addRecoveryCodes } from '$tests/second-factor';
import { features } from '../../../features';
import { closePerson, endSessions, releaseLimitsOf, reopenPerson } from './acts';
import { getPerson } from './get-person';
import type { Help, Helped } from './helper';
import { removeFactors } from './remove-factors';
import { sendReset } from './send-reset';
import { liftPerson, suspendPerson } from './suspend-person';

vi.hoisted(() => (process.env.RECOVERY_DELAY_HOURS = '48'));

const by = { actor: 'operator', reason: 'Asked by telephone, ticket 7' };
const subject = 'Something was done with';
const keepKeys = { passkeys: false, evenLastWayIn: false };
const withKeys = { passkeys: true, evenLastWayIn: false };

const lastEvent = async (userId: string) => {
	const events = await db.select().from(securityEvents).where(eq(securityEvents.userId, userId));
	return events.toSorted((a, b) => a.seq - b.seq).at(-1);
};

/** Every act, with what it is called in the record and in the mail, and where it is refused. */
const acts: {
	act: (help: Help) => Promise<Helped<string>>;
	type: string;
	words: string;
	/** What it says of an open account, and of a closed one, where it does nothing. */
	open?: string;
	closed?: string;
	endsSessions?: boolean;
}[] = [
	{ act: endSessions, type: 'all-sessions-ended', words: 'All sessions ended', endsSessions: true },
	{ act: sendReset, type: 'reset-sent', words: 'Link for a new password sent' },
	{
		act: closePerson,
		type: 'account-closed',
		words: 'Account closed',
		closed: 'closed',
		endsSessions: true
	},
	{ act: reopenPerson, type: 'account-reopened', words: 'Account reopened', open: 'open' },
	{ act: (help) => removeFactors(help, keepKeys), type: 'factors-removed', words: 'App for codes' },
	{
		act: (help) => removeFactors(help, withKeys),
		type: 'factors-and-passkeys-removed',
		words: 'all passkeys removed'
	},
	{ act: releaseLimitsOf, type: 'limits-released', words: 'Waits after too many tries ended' }
];

test.each(acts)('$type: open, closed, unknown and going', async (row) => {
	const { act, type, words } = row;
	expect(await act({ email: newAddress(), by })).toEqual({ ok: false, why: 'unknown' });

	for (const state of ['open', 'closed'] as const) {
		const { user, email, browser } = await signedInPerson();
		const userId = user.id;
		await addApp(userId);
		await createPasskeyRow({ userId });
		const closedAt = state === 'closed' ? new Date() : null;
		await db.update(users).set({ closedAt }).where(eq(users.id, userId));
		const before = (await mailsTo(email)).length;
		const helped = await act({ email, by });

		if (row[state]) {
			expect(helped).toEqual({ ok: false, why: row[state] });
			expect([(await mailsTo(email)).length, await lastEvent(userId)]).toEqual([before, undefined]);
			continue;
		}
		expect(helped).toMatchObject({ ok: true, user: { id: userId } });
		expect(await lastEvent(userId)).toMatchObject({ type, ...by, ipAddress: '', userAgent: '' });
		const mail = await mailAbout(email, subject);
		expect(mail.text).toContain(words);
		expect(mail.text).not.toContain('ticket 7');
		if (state === 'open') expect(await isSignedIn(browser)).toBe(!row.endsSessions);
	}

	const { email, id } = await createUser({ email: newAddress(), password: 'x' });
	const gone = new Date(Date.now() - 15 * 24 * 60 * 60 * 1000);
	await db.update(users).set({ closedAt: gone, erasingAt: gone }).where(eq(users.id, id));
	expect(await act({ email, by })).toEqual({ ok: false, why: 'unknown' });
	await eraseClosedAccounts(features);
});

test('a reset goes out past every limit, and works', async () => {
	const { email } = await signedInPerson();
	for (let index = 0; index < 6; index += 1)
		await openBrowser().post('/forgot-password', { email });
	const before = (await mailsTo(email)).length;
	expect(await sendReset({ email, by })).toMatchObject({ ok: true });
	const mails = (await mailsTo(email)).slice(before);
	const token = tokenIn(mails.find(({ text }) => text.includes('/reset-password?'))!);
	const browser = openBrowser();
	const answer = await browser.post('/reset-password', { token, password: OTHER_PASSWORD });
	expect(answer.headers.get('location')).toBe('/sign-in');
});

test('the owner takes it back by the mail: factors come back, a closed account is open', async () => {
	const { user, email } = await signedInPerson();
	const userId = user.id;
	await addApp(userId);
	await addRecoveryCodes(userId);
	await removeFactors({ email, by }, keepKeys);
	expect(await getUser({ userId })).toMatchObject({ hasTotp: false, asksSecondStep: false });
	expect(await hasRecoveryCodes({ userId })).toBe(false);
	const token = tokenIn(await mailAbout(email, subject));
	await closePerson({ email, by });
	expect((await mailAbout(email, subject)).text).toContain('you can reopen it as it was');
	expect((await openBrowser().post('/not-me', { token })).status).toBe(303);
	expect(await getUser({ userId })).toMatchObject({ hasTotp: true, closedAt: null });
	expect(await hasRecoveryCodes({ userId })).toBe(true);
});

test('the last way in goes only where that was said, and nothing else with it where it was not', async () => {
	const { id: userId, email } = await createUser({ email: newAddress() });
	await createPasskeyRow({ userId });
	await addApp(userId);
	const refused = { ok: false, why: 'last-way-in' };
	expect(await removeFactors({ email, by }, withKeys)).toEqual(refused);
	expect(await getUser({ userId })).toMatchObject({ hasTotp: true, hasPasskey: true });
	expect(await lastEvent(userId)).toBeUndefined();
	expect(await removeFactors({ email, by }, keepKeys)).toMatchObject({ ok: true });
	expect(await db.$count(passkeys, eq(passkeys.userId, userId))).toBe(1);
	expect(await removeFactors({ email, by }, keepKeys)).toEqual({ ok: false, why: 'nothing' });
	expect(await removeFactors({ email, by }, { ...withKeys, evenLastWayIn: true })).toMatchObject({
		ok: true
	});
	expect(await countWaysIn({ userId }, db)).toBe(0);
});

test('trust in a browser, or a recovery that waits, goes without an app beside it', async () => {
	const now = new Date();
	const { id: trusting } = await createUser({ email: newAddress() });
	await trustDevice({ userId: trusting, client: nowhere, now }, db);
	const { id: waiting, email } = await createUser({ email: newAddress() });
	await db.insert(delayedRecoveries).values({ userId: waiting, requestedAt: now });
	for (const userId of [trusting, waiting]) {
		expect(await removeFactors({ userId, by }, keepKeys)).toMatchObject({ ok: true });
		expect(await removeFactors({ userId, by }, keepKeys)).toEqual({ ok: false, why: 'nothing' });
		expect(await lastEvent(userId)).toMatchObject({ type: 'factors-removed', ...by });
	}
	expect(await listTrustedDevices({ userId: trusting, deviceId: null })).toEqual([]);
	expect(await db.$count(delayedRecoveries, eq(delayedRecoveries.userId, waiting))).toBe(0);
	const told = (await mailsTo(email)).map(({ subject }) => subject);
	expect(told).toContain('Recovery without the second factor was stopped');
});

test('an account is suspended and given back, once each, and its owner told; closing stays apart', async () => {
	const { user, email, browser } = await signedInPerson();
	expect(await suspendPerson({ email: newAddress(), by })).toEqual({ ok: false, why: 'unknown' });
	expect(await liftPerson({ email, by })).toEqual({ ok: false, why: 'in-use' });
	expect(await suspendPerson({ email, by })).toMatchObject({ ok: true });
	expect(await lastEvent(user.id)).toMatchObject({ type: 'account-suspended', ...by });
	expect(await isSignedIn(browser)).toBe(false);
	expect((await lastMailTo(email)).text).not.toContain('ticket 7');
	expect(await suspendPerson({ email, by })).toEqual({ ok: false, why: 'suspended' });
	expect(await getPerson({ email, by })).toMatchObject({ state: 'suspended' });

	// Whoever reopens it meanwhile does not bring its profile back.
	await closePerson({ email, by });
	const { text } = await mailAbout(email, subject);
	expect(text).toMatch(/Account closed\.\s+On \d[^.]+ it will be erased with everything in it\./);
	expect(text).toContain('signing in does not reopen it');
	await reopenPerson({ email, by });
	const profile = await db.select().from(profiles).where(eq(profiles.userId, user.id)).get();
	expect(profile?.isHidden).toBe(true);
	expect(await liftPerson({ email, by })).toMatchObject({ ok: true });
	expect(await lastEvent(user.id)).toMatchObject({ type: 'suspension-lifted', ...by });
});

test('limits of the account and its address begin anew, and nobody else’s', async () => {
	const [one, other] = [await signedInPerson(), await signedInPerson()];
	const tries = ({ user, email }: typeof one) =>
		[
			['sign-in-account', email],
			['second-step', user.id],
			['second-step-row', `${user.id} 0`],
			['mail-address', `password-reset ${email}`],
			['mail-address-shares', `sign-up ${email}`]
		] as const;
	const reach = async (person: typeof one) => {
		const reached: (string | undefined)[] = [];
		for (const one of tries(person)) {
			for (let index = 0; index < limits[one[0]].points; index += 1) await tryLimits([one]);
			reached.push((await tryLimits([one]))?.name);
		}
		return reached;
	};
	const names = tries(one).map(([name]) => name);
	expect([await reach(one), await reach(other)]).toEqual([names, names]);
	await releaseLimitsOf({ email: one.email, by });
	for (const one_ of tries(one)) expect(await tryLimits([one_])).toBeNull();
	for (const one_ of tries(other)) expect((await tryLimits([one_]))?.name).toBe(one_[0]);
});

test.each([
	['en', 'Done by the people who run this site'],
	['de', 'Von den Betreibern dieser Website'],
	['es', 'Hecho por quienes gestionan este sitio'],
	['fr', 'Effectué par les responsables de ce site'],
	['ja', 'このサイトの運営者による操作']
] as const)('the mail speaks %s to who chose it', async (locale, words) => {
	const { id: userId, email } = await createUser({ email: newAddress() });
	await updatePreferences({ userId, changes: { locale } });
	await endSessions({ email, by });
	const mail = await lastMailTo(email);
	expect(mail.text + mail.html).toContain(words);
	expect(mail.html).toContain(`lang="${locale}"`);
});

test('an act whose mail cannot be kept does not come about', async () => {
	const { user, email, browser } = await signedInPerson();
	const mails = await db.$count(outbox);
	await db.run(
		`create trigger no_mail before insert on outbox begin select raise(abort, 'no'); end`
	);
	await expect(endSessions({ email, by })).rejects.toThrow();
	await db.run('drop trigger no_mail');
	expect(await isSignedIn(browser)).toBe(true);
	expect([await lastEvent(user.id), await db.$count(outbox)]).toEqual([undefined, mails]);
});
