import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import type { Browser } from '$tests/app';
import { askedBy, givePasskey } from '$tests/passkeys';
import { PASSWORD, signedInPerson } from '$tests/people';
import { addApp, addRecoveryCodes } from '$tests/second-factor';
import { securityEvents } from '$modules/activity/models/z.security-event';
import { limits } from '$modules/limits/api/limits';
import { tryLimits } from '$modules/limits/api/take-limits';
import { m } from '@/paraglide/messages';
import { db } from '@/server/db/client';
import { hashToken } from '@/server/secrets';
import { oauthAccounts } from '../../models/z.oauth-account';
import { sessions } from '../../models/z.session';
import { totps } from '../../models/z.totp';
import { users } from '../../models/z.user';
import { secondStepTries } from '../factors/second-step/second-step-tries';
import { createSession } from '../session/session-store';
import { checkTotpCode, useTotpCode } from '../factors/totp/totp-code';
import { getUser } from '../user/user-store';

const longAgo = () => new Date(Date.now() - 30 * 60_000);
const page = '/confirm?redirectTo=%2Fsettings%2Fsessions';
const WRONG_CODE = '000000';

const sessionOf = async (browser: Browser) =>
	db
		.select()
		.from(sessions)
		.where(eq(sessions.id, hashToken(browser.jar.get('session') ?? '')))
		.get();
const eventsOf = async (userId: string) =>
	(await db.select().from(securityEvents).where(eq(securityEvents.userId, userId))).map(
		({ type, method }) => [type, method]
	);
const post = (browser: Browser, way: string, code: string) =>
	browser.post(`${page}&/${way}`, { code });
const to = (response: Response) => [response.status, response.headers.get('location')];

/** Somebody with a password and an app, whose sign-in was a while ago. */
async function someone() {
	const person = await signedInPerson({ now: longAgo() });
	return { ...person, app: await addApp(person.user.id) };
}

const isConfirmed = async (browser: Browser) =>
	Date.now() - (await sessionOf(browser))!.confirmedAt.getTime() < 60_000;

describe('where an account asks for a second step', () => {
	test('neither password nor provider confirms, and the page offers neither', async () => {
		const { browser, user } = await someone();
		const connection = { provider: 'github', subject: user.id, issuer: 'https://github.com' };
		await db
			.insert(oauthAccounts)
			.values({ ...connection, userId: user.id, createdAt: new Date(), lastUsedAt: new Date() });
		const html = await (await browser.get(page)).text();
		expect(html).not.toContain('name="password"');
		expect(html).not.toContain('value="github"');
		// There are no recovery codes that it could ask for.
		expect(html.match(/name="code"/g)).toHaveLength(1);

		const refused = await browser.post(`${page}&/password`, { password: PASSWORD });
		expect([refused.status, (await refused.text()).includes('Confirm with that.')]).toEqual([
			400,
			true
		]);
		const sent = await browser.post(`${page}&/provider`, { provider: 'github' });
		expect(sent.status).toBe(400);
		expect(await isConfirmed(browser)).toBe(false);
	});

	test('a code of the app does: under a new token, once, and not one that signed in', async () => {
		const { browser, user, app, token } = await someone();
		const now = new Date();
		const signedInBy = app.code(now);
		const checked = await checkTotpCode({ userId: user.id, code: signedInBy, now });
		if (!checked.ok) throw new Error('The code is right.');
		await db.transaction((tx) => useTotpCode(checked.fitting, now, tx));
		expect((await post(browser, 'totp', signedInBy)).status).toBe(400);

		const next = app.code(new Date(now.getTime() + 30_000));
		expect(to(await post(browser, 'totp', next))).toEqual([303, '/settings/sessions']);
		expect(browser.jar.get('session')).not.toBe(token);
		expect(await sessionOf(browser)).toMatchObject({ amr: 'pwd otp mfa', passkeyId: null });
		expect(await isConfirmed(browser)).toBe(true);
		expect(await eventsOf(user.id)).toEqual([['confirmed', 'totp']]);
		expect((await post(browser, 'totp', next)).status).toBe(400);
	});

	test('a recovery code does, stands in the record, and the next page offers the new phone', async () => {
		const { browser, user } = await someone();
		const [code = '', other = ''] = await addRecoveryCodes(user.id);
		const answer = await post(browser, 'recovery', `1. ${code.toLowerCase()}`);
		const place = '/settings/security?lost=&redirectTo=%2Fsettings%2Fsessions';
		expect(to(answer)).toEqual([303, place]);
		const html = await (await browser.get(place)).text();
		expect(html).toContain('Is your phone gone?');
		expect(html).toContain('href="/settings/sessions"');
		expect(await eventsOf(user.id)).toEqual(
			expect.arrayContaining([
				['recovery-code-used', null],
				['confirmed', 'recovery-code']
			])
		);
		expect((await post(browser, 'recovery', code)).status).toBe(400);
		expect((await post(browser, 'recovery', other)).status).toBe(303);
	});

	test('that page says that codes are few once two are left, and not before', async () => {
		const { browser, user } = await someone();
		const codes = await addRecoveryCodes(user.id);
		const areFew = [];
		for (const code of codes.slice(0, 8)) {
			const place = (await post(browser, 'recovery', code)).headers.get('location')!;
			const html = await (await browser.get(place)).text();
			areFew.push(html.includes('Your recovery codes are few.'));
		}
		expect(areFew).toEqual([false, false, false, false, false, false, false, true]);
	});

	test('a passkey does, whatever was tried with codes', async () => {
		const { browser, user } = await someone();
		const { authenticator } = await givePasskey(user);
		for (let i = 0; i < limits['second-step'].points; i++) {
			expect((await post(browser, 'totp', WRONG_CODE)).status).toBe(400);
		}
		const limited = await post(browser, 'totp', WRONG_CODE);
		expect(limited.status).toBe(429);
		expect(Number(limited.headers.get('retry-after'))).toBeGreaterThan(60);
		const credential = authenticator.get(await askedBy(browser, page));
		expect(to(await browser.post(`${page}&/passkey`, { credential }))).toEqual([
			303,
			'/settings/sessions'
		]);
	});

	test('the switch and a passkey are asked for as well, and codes from the drawer beside it', async () => {
		const person = await signedInPerson({ now: longAgo() });
		await givePasskey(person.user);
		const shown = async () => (await (await person.browser.get(page)).text()).match(/name="\w+"/g);
		expect(await shown()).toEqual(expect.arrayContaining(['name="password"']));
		await db.update(users).set({ asksSecondStep: true }).where(eq(users.id, person.user.id));
		expect(await shown()).not.toContain('name="code"');
		await addRecoveryCodes(person.user.id);
		const after = await shown();
		expect(after?.filter((one) => one === 'name="code"')).toHaveLength(1);
		expect(after).not.toContain('name="password"');
	});
});

test('what cannot be right costs no try: a code of the other kind, a malformed one, a lost key', async () => {
	const { browser, user, app } = await someone();
	const [recovery = ''] = await addRecoveryCodes(user.id);
	const own = app.code();
	for (let round = 0; round < 12; round++) {
		expect((await post(browser, 'totp', recovery)).status).toBe(400);
		expect((await post(browser, 'recovery', own)).status).toBe(400);
		expect((await post(browser, 'totp', '12345')).status).toBe(400);
	}
	await db.update(totps).set({ sealed: 'nothing of ours' }).where(eq(totps.id, app.id));
	for (let round = 0; round < 12; round++) {
		const lost = await post(browser, 'totp', own);
		expect([lost.status, (await lost.text()).includes(m.step_key_lost())]).toEqual([400, true]);
	}
	expect((await post(browser, 'recovery', recovery)).status).toBe(303);
});

test('a hundred wrong ones in a row are too many, whatever comes then', async () => {
	const { browser, user, app } = await someone();
	const { inARow } = secondStepTries({ user: (await getUser({ userId: user.id }))!, known: null });
	for (let i = 0; i < limits['second-step-row'].points; i++) await tryLimits([inARow]);
	const answer = await post(browser, 'totp', app.code());
	expect([answer.status, await answer.text()]).toEqual([
		429,
		expect.stringContaining(m.second_factor_too_many_in_a_row())
	]);
});

test.each(['with a passkey left', 'with nothing left'])(
	'an app that was removed while the page was open is named, %s',
	async (left) => {
		const { browser, user, app } = await someone();
		if (left === 'with a passkey left') {
			await givePasskey(user);
			await db.update(users).set({ asksSecondStep: true }).where(eq(users.id, user.id));
		}
		await db.delete(totps).where(eq(totps.id, app.id));
		const answer = await post(browser, 'totp', app.code());
		const html = await answer.text();
		expect(answer.status).toBe(400);
		expect(/role="alert"[\s\S]*?<\/div>/.exec(html)?.[0]).toContain(m.step_totp_none());
	}
);

test('of thirty posts of one code at once one confirms', async () => {
	const { browser, user, app } = await someone();
	const cookie = browser.jar.header();
	const answers = await Promise.all(
		Array.from({ length: 30 }, async () => {
			const body = new URLSearchParams({ code: app.code() });
			return browser.send(`${page}&/totp`, { method: 'POST', body, headers: { cookie } });
		})
	);
	const there = answers.filter(({ headers }) => headers.get('location') === '/settings/sessions');
	expect(there).toHaveLength(1);
	expect(await eventsOf(user.id)).toEqual([['confirmed', 'totp']]);
});

describe('behind it stand', () => {
	const places: [string, Record<string, string>][] = [
		[
			'/settings/security?/changePassword',
			{ currentPassword: PASSWORD, newPassword: 'new one 58 x' }
		],
		['/settings/security?/setPassword', { newPassword: 'new one 58 x' }],
		['/settings/security?/addPasskey', { credential: '{}', name: '' }],
		['/settings/account?/changeEmail', { email: 'other@example.com' }],
		['/settings/account?/delete', {}],
		['/settings/connections?/connect', { provider: 'github' }],
		['/settings/sessions?/revokeOthers', {}]
	];

	test('password, address, deletion, connections, passkeys and the export', async () => {
		const { browser } = await someone();
		for (const [place, fields] of places) {
			const { pathname } = new URL(
				(await browser.post(place, fields)).headers.get('location') ?? place,
				'http://localhost:3000'
			);
			expect([place, pathname]).toEqual([place, '/confirm']);
		}
		const { headers } = await browser.get('/settings/account/export');
		expect(headers.get('location')).toBe('/confirm?redirectTo=%2Fsettings%2Faccount');
		const removed = await givePasskey((await someone()).user);
		expect(
			(await browser.post('/settings/security?/removePasskey', { id: removed.passkeyId })).status
		).toBe(404);
	});

	test('a new password does not confirm, nor does the link to another address', async () => {
		const { browser, app } = await someone();
		await post(browser, 'totp', app.code());
		const tenAgo = new Date(Date.now() - 10 * 60_000);
		await db
			.update(sessions)
			.set({ confirmedAt: tenAgo })
			.where(eq(sessions.id, hashToken(browser.jar.get('session')!)));
		const changed = await browser.post('/settings/security?/changePassword', {
			currentPassword: PASSWORD,
			newPassword: 'gravel harp meadow 31'
		});
		expect(to(changed)).toEqual([303, '/settings/security']);
		expect((await sessionOf(browser))?.confirmedAt).toEqual(tenAgo);
	});
});

test('a session of one factor confirms nothing any more, once two are required', async () => {
	const { browser, user } = await signedInPerson();
	await givePasskey(user);
	expect((await browser.get('/settings/connections')).status).toBe(200);
	await db.update(users).set({ factorRequiredAt: new Date() }).where(eq(users.id, user.id));
	expect(to(await browser.get('/settings/connections'))).toEqual([
		303,
		'/confirm?redirectTo=%2Fsettings%2Fconnections'
	]);
	const client = { address: browser.address, userAgent: 'Test/1.0' };
	const proved = { method: 'passkey', amr: 'swk user mfa' } as const;
	const now = new Date(Date.now() - 60_000);
	browser.jar.set('session', await createSession({ userId: user.id, ...proved, client, now }, db));
	expect((await browser.get('/settings/connections')).status).toBe(200);
});
