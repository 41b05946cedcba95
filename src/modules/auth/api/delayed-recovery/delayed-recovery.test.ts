import { eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { db } from '@/server/db/client';
import { m } from '@/paraglide/messages';
import { openBrowser } from '$tests/app';
import { createPasskeyRow, leaveAddress } from '$tests/factories';
import { deliverMails, lastMailTo, mailAbout, mailsTo, tokenIn } from '$tests/mails';
import { isSignedIn, openSession, signedInPerson } from '$tests/people';
import { givePasskey, signInByPasskey } from '$tests/passkeys';
import { personWithApp, waitForStep } from '$tests/second-factor';
import { securityEvents } from '$modules/activity/models/z.security-event';
import * as configured from '$modules/oauth/api/get-provider';
import { outbox } from '$modules/mail/models/z.outbox';
import { passkeys } from '../../models/z.passkey';
import { pendingSignIns } from '../../models/z.pending-sign-in';
import { recoveryCodes } from '../../models/z.recovery-code';
import { totps } from '../../models/z.totp';
import { users } from '../../models/z.user';
import { createOwnerMail } from '../mails/owner-mail';
import { useLink } from '../recovery/recovery.fixture';
import { revokeTokens } from '../token/token-store';
import { advanceDelayedRecoveries } from './advance-delayed-recoveries';
import {
	awaitRecovery,
	finish,
	HOUR,
	lastToken,
	linksOf,
	lostPerson,
	pass,
	recoveryOf,
	startRecovery,
	stop,
	stopToken,
	waitInBrowser
} from './delayed-recovery.fixture';

// Read at the first request.
vi.hoisted(() => (process.env.RECOVERY_DELAY_HOURS = '48'));

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());
afterEach(() => void vi.restoreAllMocks());

const eventsOf = async (userId: string) =>
	(await db.select().from(securityEvents).where(eq(securityEvents.userId, userId))).map(
		({ type, method }) => [type, method]
	);

describe('whoever holds the mailbox and has lost the second factor', () => {
	test('gets in after the delay by one link, which removes the factors and ends all else', async () => {
		const { userId, email, browser } = await lostPerson();
		await createPasskeyRow({ userId });
		await db.update(users).set({ asksSecondStep: true }).where(eq(users.id, userId));
		const other = openBrowser();
		await openSession(userId, other);

		const asked = await startRecovery(browser);
		expect([asked.status, asked.headers.get('location')]).toEqual([303, '/recover?redirectTo=%2F']);
		const started = await recoveryOf(userId);
		expect(started?.dueAt?.getTime()).toBe(Date.now() + 48 * HOUR);
		expect(await isSignedIn(browser)).toBe(false);
		await pass(23 * HOUR);
		expect(await mailsTo(email)).toHaveLength(1);
		await pass(HOUR);
		expect((await lastMailTo(email)).subject).toContain('Half the time');
		await pass(23 * HOUR);
		expect(await mailsTo(email)).toHaveLength(2);
		await pass(HOUR);

		const token = await lastToken(email);
		const page = await openBrowser().get(`/recover/finish?token=${token}`);
		expect(page.status).toBe(200);
		expect(await page.text()).toContain('Your password stays.');
		vi.spyOn(configured, 'hasProviders').mockReturnValue(true);
		expect(await (await openBrowser().get(`/recover/finish?token=${token}`)).text()).toContain(
			'Your password and your connected accounts stay.'
		);
		expect(await isSignedIn(other)).toBe(true);
		const finished = await finish(token, browser);
		expect([finished.status, finished.headers.get('location')]).toEqual([
			303,
			'/settings/security'
		]);
		expect(await isSignedIn(browser)).toBe(true);
		expect(await isSignedIn(other)).toBe(false);
		for (const table of [totps, recoveryCodes, passkeys]) {
			expect(await db.$count(table, eq(table.userId, userId))).toBe(0);
		}
		const user = await db.select().from(users).where(eq(users.id, userId)).get();
		expect(user?.asksSecondStep).toBe(false);
		expect([await recoveryOf(userId), await linksOf(userId)]).toEqual([undefined, 0]);
		expect(await eventsOf(userId)).toEqual([
			['recovery-started', 'password'],
			['recovery-finished', 'mail'],
			['signed-in', 'delayed-recovery']
		]);
		const told = await mailAbout(email, 'without its second factor');
		expect(told.text).toContain('/not-me?token=');
		// Once.
		expect((await finish(token)).status).toBe(400);
	});

	test('finds the page of each state, and may have the last link mailed again', async () => {
		const person = await lostPerson();
		const { userId, email, browser } = person;
		const body = async () => (await browser.get('/recover')).text();
		expect(await body()).toContain('After 48 hours you get a link');
		await browser.post('/recover');
		expect(await body()).toContain('The time runs as soon as');
		await pass(0);
		expect(await body()).toContain('unless somebody stops it');
		expect((await browser.post('/recover')).status).toBe(303);
		expect(await mailsTo(email)).toHaveLength(1);
		await pass(24 * HOUR);
		await pass(25 * HOUR);

		// The sign-in of two days ago waits no longer.
		expect(await body()).toContain('Nothing is waiting here');
		const again = await waitInBrowser(userId);
		expect(await (await again.get('/recover')).text()).toContain(
			'The last link is in your mailbox'
		);
		const first = await lastToken(email);
		await db.transaction((tx) => revokeTokens({ userId }, tx));
		expect((await finish(first)).status).toBe(400);
		expect((await again.post('/recover')).status).toBe(303);
		expect((await finish(await lastToken(email))).status).toBe(303);
	});

	test('cannot start it without a sign-in that waits for its second step', async () => {
		const { userId, browser } = await lostPerson();
		expect((await openBrowser().post('/recover')).status).toBe(400);
		const signedIn = openBrowser();
		await openSession(userId, signedIn);
		expect((await signedIn.post('/recover')).status).toBe(400);
		await db.update(pendingSignIns).set({ reason: 'closed' });
		expect((await browser.post('/recover')).status).toBe(400);
		await db.update(pendingSignIns).set({ reason: 'second-factor' });
		vi.setSystemTime(Date.now() + HOUR);
		expect((await browser.post('/recover')).status).toBe(400);
		expect(await recoveryOf(userId)).toBeUndefined();
	});

	test('has one at a time and three in a month', async () => {
		const { userId, email, browser } = await lostPerson();
		const posts = Array.from({ length: 10 }, () => browser.post('/recover'));
		for (const { status } of await Promise.all(posts)) expect(status).toBe(303);
		expect(await mailsTo(email)).toHaveLength(1);
		for (const count of [1, 2, 3]) {
			expect([count, (await stop(await stopToken(email))).status]).toEqual([count, 303]);
			const answer = await browser.post('/recover');
			expect(answer.status).toBe(count < 3 ? 303 : 429);
			if (count === 3) expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(86_400);
		}
		expect(await recoveryOf(userId)).toBeUndefined();
	});
});

describe('every notice comes before the time runs', () => {
	test('the clock stands while the first notices have not been handed over', async () => {
		const { userId, browser } = await lostPerson();
		await browser.post('/recover');
		vi.setSystemTime(Date.now() + 20 * HOUR);
		await advanceDelayedRecoveries();
		expect(await recoveryOf(userId)).toMatchObject({ startedAt: null, dueAt: null });
		await pass(0);
		expect((await recoveryOf(userId))?.dueAt?.getTime()).toBe(Date.now() + 48 * HOUR);
	});

	test('notices that were given up are asked for anew, and do not count', async () => {
		const { userId, email, browser } = await lostPerson();
		await browser.post('/recover');
		await db.delete(outbox);
		await advanceDelayedRecoveries();
		expect(await recoveryOf(userId)).toMatchObject({ startedAt: null, dueAt: null });
		await deliverMails();
		expect(await mailsTo(email)).toHaveLength(1);
		await advanceDelayedRecoveries();
		expect((await recoveryOf(userId))?.dueAt).toBeInstanceOf(Date);

		vi.setSystemTime(Date.now() + 24 * HOUR);
		await advanceDelayedRecoveries();
		await db.delete(outbox);
		vi.setSystemTime(Date.now() + 24 * HOUR);
		await pass(0);
		await pass(HOUR);
		expect(await recoveryOf(userId)).toMatchObject({ offeredAt: null });
	});

	test('after downtime the notice of half the time leaves the other half', async () => {
		const { userId, email, browser } = await lostPerson();
		await startRecovery(browser);
		await pass(100 * HOUR);
		expect((await lastMailTo(email)).subject).toContain('Half the time');
		expect((await recoveryOf(userId))?.dueAt?.getTime()).toBe(Date.now() + 24 * HOUR);
		await pass(23 * HOUR);
		expect(await recoveryOf(userId)).toMatchObject({ offeredAt: null });
		await pass(HOUR);
		expect(await mailAbout(email, 'way back')).toBeDefined();
	});

	test('addresses that the account left lately hear of it too, and can stop it, not finish it', async () => {
		const { userId, email, browser } = await lostPerson();
		const left = await leaveAddress({ id: userId, email });
		await awaitRecovery({ email, browser });
		expect((await mailsTo(left)).map(({ subject }) => subject)).toEqual([
			expect.stringContaining('Somebody asks'),
			expect.stringContaining('Half the time')
		]);
		expect((await stop(tokenIn(await lastMailTo(left)))).status).toBe(303);
		expect(await recoveryOf(userId)).toBeUndefined();
	});

	test('what is never finished is forgotten, as is what nobody needs any more', async () => {
		const person = await lostPerson();
		const token = await awaitRecovery(person);
		await pass(8 * 24 * HOUR);
		expect([await recoveryOf(person.userId), await linksOf(person.userId)]).toEqual([undefined, 0]);
		expect((await finish(token)).status).toBe(400);

		const found = await lostPerson();
		await startRecovery(found.browser);
		await db.delete(totps).where(eq(totps.userId, found.userId));
		await pass(HOUR);
		expect(await recoveryOf(found.userId)).toBeUndefined();
	});
});

test.each([
	['closed', { closedAt: new Date() }],
	['suspended', { suspendedAt: new Date() }]
])('the last link into a %s account says nothing of being in', async (state, change) => {
	const person = await lostPerson();
	await db.update(users).set(change).where(eq(users.id, person.userId));
	const token = await awaitRecovery(person);
	const browser = openBrowser();
	const finished = await finish(token, browser);
	const location = finished.headers.get('location') ?? '';
	expect([finished.status, location]).toEqual([303, `/account-${state}`]);
	const page = await browser.get(location);
	expect(page.status).toBe(200);
	expect(await page.text()).not.toContain(m.flash_recovery_finished());
});

describe('a veto', () => {
	const ends: [string, (person: Awaited<ReturnType<typeof lostPerson>>) => Promise<unknown>][] = [
		['by the link of a notice', async ({ email }) => stop(await stopToken(email))],
		[
			'by the link of a notice, where somebody else is signed in',
			async ({ email }) => {
				const { email: own, browser } = await signedInPerson();
				const token = await stopToken(email);
				const page = await (await browser.get(`/recover/stop?token=${token}`)).text();
				expect(page).toContain(`signed in here as ${own}. This link is about another account`);
				const stopped = await stop(token, browser);
				expect(stopped.headers.get('location')).toBe('/forgot-password');
				const next = await (await browser.get('/forgot-password')).text();
				expect(next).toContain('first step of the other account');
				expect(await isSignedIn(browser)).toBe(true);
			}
		],
		[
			'in a session of the account, without a link',
			async ({ userId }) => {
				const browser = openBrowser();
				await openSession(userId, browser);
				const page = await (await browser.get('/settings/profile')).text();
				expect(page).toContain('href="/recover/stop"');
				expect((await browser.get('/recover/stop')).status).toBe(200);
				const stopped = await browser.post('/recover/stop');
				expect(stopped.headers.get('location')).toBe('/settings/security');
				expect(await (await browser.get('/settings/profile')).text()).not.toContain(
					'href="/recover/stop"'
				);
			}
		],
		[
			'by "this was not me"',
			async ({ userId, email }) => {
				const news = { template: 'password-changed', userId, now: new Date() } as const;
				await db.transaction((tx) => createOwnerMail(news, tx));
				const token = tokenIn(await mailAbout(email, 'password was changed'));
				expect((await useLink('not-me', token)).status).toBe(303);
			}
		],
		[
			'by a sign-in with the factor',
			async ({ user }) => {
				const { authenticator } = await givePasskey(user);
				expect((await signInByPasskey(authenticator)).response.status).toBe(303);
			}
		]
	];

	test.each(ends)('%s stops it: no link is good any more, and the owner hears', async (_, end) => {
		const person = await lostPerson();
		const { userId, email } = person;
		const token = await awaitRecovery(person);
		expect((await openBrowser().get(`/recover/finish?token=${token}`)).status).toBe(200);
		await end(person);
		expect([await recoveryOf(userId), await linksOf(userId)]).toEqual([undefined, 0]);
		expect((await finish(token)).status).toBe(400);
		expect((await eventsOf(userId)).map(([type]) => type)).toContain('recovery-stopped');
		expect((await mailAbout(email, 'was stopped')).text).toContain('/forgot-password');
		expect(await db.$count(totps, eq(totps.userId, userId))).toBe(1);
		expect((await openBrowser().get(`/recover/finish?token=${token}`)).status).toBe(400);
	});

	test('is what the code of the app is that was found again', async () => {
		const { userId, email, app } = await personWithApp();
		const browser = openBrowser();
		const { page, post } = await waitForStep(browser, email);
		expect(await (await browser.get(page)).text()).toContain('href="/recover?redirectTo=');
		await startRecovery(browser);
		expect(await recoveryOf(userId)).toBeDefined();
		expect((await post('totp', { code: app.code() })).status).toBe(303);
		expect([await recoveryOf(userId), await linksOf(userId)]).toEqual([undefined, 0]);
		expect(await eventsOf(userId)).toContainEqual(['recovery-stopped', 'password+totp']);
	});

	test('outlives a new password, which voids the last link', async () => {
		const person = await lostPerson();
		const token = await awaitRecovery(person);
		await db.transaction((tx) => revokeTokens({ userId: person.userId }, tx));
		expect((await finish(token)).status).toBe(400);
		expect((await stop(await stopToken(person.email))).status).toBe(303);
	});

	test('wants a session of that account, or its link: a GET, another session or a guess stop nothing', async () => {
		const person = await lostPerson();
		await startRecovery(person.browser);
		const stranger = await lostPerson();
		const browser = openBrowser();
		await openSession(stranger.userId, browser);
		expect((await browser.get('/recover/stop')).status).toBe(400);
		expect((await browser.post('/recover/stop')).status).toBe(400);
		expect((await openBrowser().post('/recover/stop')).status).toBe(400);
		expect((await stop('x'.repeat(43))).status).toBe(400);
		const token = await stopToken(person.email);
		expect((await openBrowser().get(`/recover/stop?token=${token}`)).status).toBe(200);
		expect((await finish(token)).status).toBe(400);
		expect(await recoveryOf(person.userId)).toBeDefined();
	});

	test('and the last link at once: one acts, and of many posts of a link one', async () => {
		for (const first of ['stop', 'finish']) {
			const person = await lostPerson();
			const { userId, email } = person;
			const last = await awaitRecovery(person);
			const veto = await stopToken(email);
			const posts = Array.from({ length: 5 }, () => [finish(last), stop(veto)]);
			if (first === 'stop') for (const pair of posts) pair.reverse();
			const done = (await Promise.all(posts.flat())).filter(({ status }) => status === 303);
			expect(done).toHaveLength(1);
			const isStopped = done[0]!.headers.get('location') === '/forgot-password';
			expect(await db.$count(totps, eq(totps.userId, userId))).toBe(isStopped ? 1 : 0);
			const types = (await eventsOf(userId)).map(([type]) => type);
			expect(types.filter((type) => /^recovery-(?:stopped|finished)$/.test(type ?? ''))).toEqual([
				isStopped ? 'recovery-stopped' : 'recovery-finished'
			]);
		}
	});
});
