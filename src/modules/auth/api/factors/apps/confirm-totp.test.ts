import { eq } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import { siteName } from '@/site';
import { openBrowser } from '$tests/app';
import { mailsTo } from '$tests/mails';
import { isSignedIn, openSession, signedInPerson } from '$tests/people';
import { addApp, codeOfApp } from '$tests/second-factor';
import { listEvents } from '$modules/activity/api/list-events';
import { removedFactors } from '$modules/auth/models/z.removed-factor';
import { sessions } from '$modules/auth/models/z.session';
import { totps } from '$modules/auth/models/z.totp';
import { db } from '@/server/db/client';
import { hashToken } from '@/server/secrets';
import { countRecoveryCodes } from '../recovery-codes/recovery-code-store';
import { checkTotpCode, useTotpCode } from '../totp/totp-code';
import { cancelTotp, getWaitingTotp } from './totp-store';
import { confirmTotp } from './confirm-totp';
import { deleteTotp } from './delete-totp';
import { startTotp } from './start-totp';

const MINUTE = 60_000;
const client = { address: '203.0.113.9', userAgent: 'Test/1.0' };

afterEach(() => void vi.useRealTimers());

const sessionOf = (token: string) =>
	db
		.select()
		.from(sessions)
		.where(eq(sessions.id, hashToken(token)))
		.get();

async function somebody() {
	const { user, email, browser, token } = await signedInPerson();
	const owner = { userId: user.id, sessionId: hashToken(token) };
	const { createdAt: startedAt } = (await sessionOf(token))!;
	const confirm = (code: string) => confirmTotp({ owner, startedAt, code, client });
	return { userId: user.id, startedAt, email, browser, owner, confirm };
}

type Setter = Pick<Awaited<ReturnType<typeof somebody>>, 'userId' | 'startedAt'>;
const waitingOf = async (setter: Setter) => (await getWaitingTotp(setter, new Date()))!;
const codeOf = async (setter: Setter, at?: Date) =>
	codeOfApp((await waitingOf(setter)).secret, at ?? new Date());

const typesOf = async (userId: string) =>
	(await listEvents({ userId })).events.map(({ type }) => type);

/** Whether a code signs somebody in or confirms. */
async function isTaken(userId: string, code: string): Promise<boolean> {
	const now = new Date();
	const checked = await checkTotpCode({ userId, code, now });
	return checked.ok && db.transaction((tx) => useTotpCode(checked.fitting, now, tx));
}

test('the first code makes an app count, and brings recovery codes and the end of other sessions', async () => {
	const { userId, email, browser, owner, confirm, startedAt } = await somebody();
	const elsewhere = openBrowser();
	await openSession(userId, elsewhere);
	await startTotp({ owner, startedAt });
	expect(await isTaken(userId, await codeOf({ userId, startedAt }))).toBe(false);

	const code = await codeOf({ userId, startedAt });
	expect(await confirm(code)).toMatchObject({ ok: true, isFirst: true, isMoved: false });
	expect([await isSignedIn(browser), await isSignedIn(elsewhere)]).toEqual([true, false]);
	expect(await countRecoveryCodes({ userId })).toBe(10);
	expect((await typesOf(userId)).toSorted()).toEqual(['recovery-codes-made', 'totp-added']);
	const mail = (await mailsTo(email)).find(({ subject }) => subject.includes('asks for codes'));
	expect(mail?.text).toContain('Recovery codes were made with it');
	expect(mail?.text).toContain('/not-me?token=');

	// That code has served.
	expect(await isTaken(userId, code)).toBe(false);
});

test('the key stays the same, whoever asks again, until it is confirmed, cancelled or ten minutes old', async () => {
	vi.useFakeTimers({ toFake: ['Date'] });
	const { userId, owner, confirm, startedAt } = await somebody();
	await Promise.all([startTotp({ owner, startedAt }), startTotp({ owner, startedAt })]);
	const { secret, expiresAt } = await waitingOf({ userId, startedAt });
	await confirm('000000');
	vi.setSystemTime(Date.now() + 9 * MINUTE);
	await startTotp({ owner, startedAt });
	expect(await waitingOf({ userId, startedAt })).toMatchObject({ secret, expiresAt });

	await cancelTotp({ owner, startedAt });
	expect(await getWaitingTotp({ userId, startedAt }, new Date())).toBeNull();
	await startTotp({ owner, startedAt });
	const second = (await waitingOf({ userId, startedAt })).secret;
	expect(second).not.toBe(secret);

	const code = await codeOf({ userId, startedAt }, new Date(Date.now() + 10 * MINUTE));
	vi.setSystemTime(Date.now() + 10 * MINUTE);
	expect(await confirm(code)).toEqual({ ok: false, reason: 'expired' });
	await startTotp({ owner, startedAt });
	expect((await waitingOf({ userId, startedAt })).secret).not.toBe(second);
	expect(await db.$count(totps, eq(totps.userId, userId))).toBe(1);
});

test('a clock that is wrong by up to an hour is named, in either direction; further off it is a wrong code', async () => {
	const { userId, owner, confirm, startedAt } = await somebody();
	await startTotp({ owner, startedAt });
	const now = new Date();
	const at = async (minutes: number) =>
		confirm(await codeOf({ userId, startedAt }, new Date(now.getTime() + minutes * MINUTE)));
	expect(await at(-60)).toEqual({ ok: false, reason: 'clock', minutes: -60 });
	expect(await at(12)).toEqual({ ok: false, reason: 'clock', minutes: 12 });
	expect(await at(62)).toEqual({ ok: false, reason: 'wrong' });
	expect(await getWaitingTotp({ userId, startedAt }, now)).not.toBeNull();
});

test('fifty posts of one first code end well alike, and one of them counts', async () => {
	const { userId, owner, confirm, startedAt } = await somebody();
	await startTotp({ owner, startedAt });
	const code = await codeOf({ userId, startedAt });
	const results = await Promise.all(Array.from({ length: 50 }, () => confirm(code)));
	for (const result of results) expect(result).toMatchObject({ ok: true, isFirst: true });
	expect((await typesOf(userId)).filter((type) => type === 'totp-added')).toHaveLength(1);
	expect(await countRecoveryCodes({ userId })).toBe(10);
});

test('nobody finds out a code of an app that is in use by posting to its set-up', async () => {
	const { userId, confirm } = await somebody();
	const app = await addApp(userId);
	expect(await confirm(app.code())).toEqual({ ok: false, reason: 'expired' });
	expect(await isTaken(userId, app.code())).toBe(true);
});

test('another app takes over with its first code, until when the one before goes on', async () => {
	const { userId, email, owner, confirm, startedAt } = await somebody();
	await startTotp({ owner, startedAt });
	await confirm(await codeOf({ userId, startedAt }));
	const [before] = await db.select().from(totps).where(eq(totps.userId, userId));

	await startTotp({ owner, startedAt });
	expect(await waitingOf({ userId, startedAt })).toMatchObject({ number: 2 });
	await confirm('000000');
	expect(await db.$count(totps, eq(totps.id, before!.id))).toBe(1);

	const code = await codeOf({ userId, startedAt });
	expect(await confirm(code)).toMatchObject({ ok: true, isFirst: false, isMoved: true });
	const rows = await db.select().from(totps).where(eq(totps.userId, userId));
	expect(rows).toMatchObject([{ number: 2, expiresAt: null }]);
	expect(await countRecoveryCodes({ userId })).toBe(10);
	expect(await typesOf(userId)).toContain('totp-moved');
	expect((await mailsTo(email)).map(({ subject }) => subject)).toContain(
		`Your ${siteName} account takes codes from another app`
	);
	const kept = await db.select().from(removedFactors).where(eq(removedFactors.userId, userId));
	expect(kept).toMatchObject([{ kind: 'totp' }]);
});

test('with the app its recovery codes go, where no second step is left; both are kept for a week', async () => {
	const { userId, email, owner, confirm, startedAt } = await somebody();
	await startTotp({ owner, startedAt });
	await confirm(await codeOf({ userId, startedAt }));
	await startTotp({ owner, startedAt });
	expect(await deleteTotp({ owner, client })).toBe(true);
	expect(await db.$count(totps, eq(totps.userId, userId))).toBe(0);
	expect(await countRecoveryCodes({ userId })).toBe(0);
	expect(await typesOf(userId)).toEqual(
		expect.arrayContaining(['totp-removed', 'second-step-off'])
	);
	expect((await mailsTo(email)).map(({ subject }) => subject)).toContain(
		`The app for codes was removed from your ${siteName} account`
	);
	const kept = await db.select().from(removedFactors).where(eq(removedFactors.userId, userId));
	expect(kept.map(({ kind }) => kind)).toContain('totp');
	expect(await deleteTotp({ owner, client })).toBe(false);
});

test('an account begins thirty set-ups an hour', async () => {
	const { owner, startedAt } = await somebody();
	for (let i = 0; i < 30; i++) {
		await startTotp({ owner, startedAt });
		await cancelTotp({ owner, startedAt });
	}
	await expect(startTotp({ owner, startedAt })).rejects.toMatchObject({ status: 429 });
});
