import { and, eq, isNotNull } from 'drizzle-orm';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { db } from '@/server/db/client';
import { m } from '@/paraglide/messages';
import { siteName } from '@/site';
import { securityEvents } from '$modules/activity/models/z.security-event';
import { limits } from '$modules/limits/api/limits';
import { countQuietly, takeLimits } from '$modules/limits/api/take-limits';
import { openBrowser, type Browser } from '$tests/app';
import { createUser } from '$tests/factories';
import { mailAbout, mailsTo, tokenIn } from '$tests/mails';
import { askedBy, givePasskey } from '$tests/passkeys';
import { newAddress, openSession, OTHER_PASSWORD, PASSWORD, signIn } from '$tests/people';
import { connect, newClaims, signInWith } from '$tests/providers';
import { addRecoveryCodes, personWithApp, waitForStep } from '$tests/second-factor';
import { secondStepTries } from '../factors/second-step/second-step-tries';
import { createChallenge } from '../factors/webauthn/challenge';
import { passkeys } from '../../models/z.passkey';
import { pendingSignIns } from '../../models/z.pending-sign-in';
import { recoveryCodes } from '../../models/z.recovery-code';
import { sessions } from '../../models/z.session';
import { totps } from '../../models/z.totp';
import { trustedDevices } from '../../models/z.trusted-device';
import { users } from '../../models/z.user';

const HERE = '/settings/profile';
const MINUTE = 60_000;

afterEach(() => void vi.useRealTimers());

const freeze = () => vi.useFakeTimers({ toFake: ['Date'] });
const later = (ms: number) => vi.setSystemTime(Date.now() + ms);

/** A code that is wrong: none of those around now. */
function wrongCode(app: { code: (at?: Date) => string }): string {
	const right = [-60, -30, 0, 30, 60].map((s) => app.code(new Date(Date.now() + s * 1000)));
	return ['000000', '111111', '222222', '333333', '444444', '555555'].find(
		(code) => !right.includes(code)
	)!;
}

const answerOf = async (response: Response) =>
	response.status === 303 ? [303, response.headers.get('location')] : [response.status];

async function stateOf(userId: string) {
	const own = await db.select().from(sessions).where(eq(sessions.userId, userId));
	const events = await db
		.select({ type: securityEvents.type, method: securityEvents.method })
		.from(securityEvents)
		.where(eq(securityEvents.userId, userId))
		.orderBy(securityEvents.seq);
	return {
		sessions: own.map(({ method, amr }) => `${method}: ${amr}`),
		waiting: await db.$count(pendingSignIns, eq(pendingSignIns.userId, userId)),
		record: events.map(({ type, method }) => (method ? `${type}: ${method}` : type))
	};
}

/** Somebody who has to take the second step by a passkey, and has no app. */
async function personWithSwitch() {
	const user = await createUser({ email: newAddress(), password: PASSWORD });
	const { authenticator } = await givePasskey(user);
	await db.update(users).set({ asksSecondStep: true }).where(eq(users.id, user.id));
	return { user, userId: user.id, email: user.email, authenticator };
}

const usePasskeyOf = async (
	authenticator: Awaited<ReturnType<typeof givePasskey>>['authenticator'],
	browser: Browser,
	page: string
) => ({ credential: authenticator.get(await askedBy(browser, page)) });

describe('a sign-in that waits for its second step', () => {
	test('goes on by a code of the app, to where it was going', async () => {
		const { userId, email, app } = await personWithApp();
		const browser = openBrowser();
		const { page, post } = await waitForStep(browser, email);
		expect(await stateOf(userId)).toEqual({
			sessions: [],
			waiting: 1,
			record: ['second-step-asked: password']
		});
		const html = await (await browser.get(page)).text();
		expect(html).toContain(m.second_factor_intro({ email }));
		expect(html).toContain('autocomplete="one-time-code"');
		expect(html).not.toContain(m.step_recovery_use());

		expect(
			await answerOf(
				await post('totp', { code: ` ${app.code().slice(0, 3)} ${app.code().slice(3)}` })
			)
		).toEqual([303, HERE]);
		expect(await stateOf(userId)).toEqual({
			sessions: ['password: pwd otp mfa'],
			waiting: 0,
			record: ['signed-in: password+totp']
		});
		expect(browser.jar.names().sort()).toEqual(['known', 'passkey', 'session']);
		expect(await (await browser.get('/settings/sessions')).text()).toContain(
			'password + code from an app'
		);
		expect(await (await browser.get('/settings/activity')).text()).toContain(
			'password + code from an app'
		);
		const [mail] = await mailsTo(email);
		expect(mail?.text).toContain('password + code from an app');
		// Back at the step there is nothing to do.
		expect(await answerOf(await browser.get(page))).toEqual([303, HERE]);
	});

	test('goes on by a recovery code, once, which stands for the code of the app too', async () => {
		const { userId, email, app } = await personWithApp();
		const [code = ''] = await addRecoveryCodes(userId);
		const browser = openBrowser();
		const { post } = await waitForStep(browser, email);
		expect(await answerOf(await post('recovery', { code: `1. ${code.toLowerCase()}` }))).toEqual([
			303,
			HERE
		]);
		expect(await stateOf(userId)).toMatchObject({ sessions: ['password: pwd recovery mfa'] });
		expect(await (await browser.get(HERE)).text()).toContain(m.flash_recovery_code_used());

		const again = await waitForStep(openBrowser(), email);
		expect((await again.post('recovery', { code })).status).toBe(400);
		expect((await again.post('totp', { code: app.code() })).status).toBe(400);
		expect(
			await db.$count(
				recoveryCodes,
				and(eq(recoveryCodes.userId, userId), isNotNull(recoveryCodes.usedAt))
			)
		).toBe(1);
	});

	test('goes on by a passkey of its account alone, asked for here', async () => {
		const { userId, email, authenticator } = await personWithSwitch();
		const stranger = await personWithSwitch();
		const browser = openBrowser();
		const { page, post } = await waitForStep(browser, email);
		expect(await (await browser.get(page)).text()).not.toContain('id="totp-code"');

		const strangers = await usePasskeyOf(stranger.authenticator, browser, page);
		expect((await post('passkey', strangers)).status).toBe(400);
		const binding = { browser: browser.jar.get('passkey')! };
		const challenge = createChallenge({ purpose: 'sign-in', binding });
		expect((await post('passkey', { credential: authenticator.get({ challenge }) })).status).toBe(
			400
		);

		const own = await usePasskeyOf(authenticator, browser, page);
		expect(await answerOf(await post('passkey', own))).toEqual([303, HERE]);
		expect(await stateOf(userId)).toMatchObject({
			sessions: ['password: pwd swk user mfa'],
			record: ['signed-in: password+passkey']
		});
		expect(await stateOf(stranger.userId)).toMatchObject({ sessions: [] });
		expect(await (await browser.get('/settings/activity')).text()).toContain(
			'password + passkey “'
		);
	});

	test('trusts the browser where that was ticked, and only then', async () => {
		const { userId, email, app } = await personWithApp();
		freeze();
		const { post } = await waitForStep(openBrowser(), email);
		await post('totp', { code: app.code() });
		expect(await db.$count(trustedDevices, eq(trustedDevices.userId, userId))).toBe(0);
		later(2 * MINUTE);
		const again = await waitForStep(openBrowser(), email);
		await again.post('totp', { code: app.code(), trustDevice: 'on' });
		expect(await db.$count(trustedDevices, eq(trustedDevices.userId, userId))).toBe(1);
	});

	test('of a closed account leads to its reopening, which asks for no step again', async () => {
		const { userId, email, app } = await personWithApp();
		await db.update(users).set({ closedAt: new Date() }).where(eq(users.id, userId));
		const browser = openBrowser();
		const { post } = await waitForStep(browser, email);
		expect(await answerOf(await browser.post('/account-closed?/reopen'))).toEqual([400]);
		const answer = await post('totp', { code: app.code() });
		expect(await answerOf(answer)).toEqual([303, '/account-closed']);
		expect(await answerOf(await browser.post('/account-closed?/reopen'))).toEqual([303, '/']);
		expect(await stateOf(userId)).toEqual({
			sessions: ['password: pwd otp mfa'],
			waiting: 0,
			record: ['signed-in-closed: password+totp', 'account-reopened', 'signed-in: password+totp']
		});
	});

	test('leaves whoever else is signed in here until it is finished', async () => {
		const { userId, email, app } = await personWithApp();
		const other = await createUser({ email: newAddress() });
		const browser = openBrowser();
		const { page, post } = await waitForStep(browser, email);
		await openSession(other.id, browser);
		expect((await browser.get(page)).status).toBe(200);
		expect(await stateOf(other.id)).toMatchObject({ sessions: ['password: pwd'] });
		expect(await answerOf(await post('totp', { code: app.code() }))).toEqual([303, HERE]);
		expect(await stateOf(other.id)).toMatchObject({ sessions: [] });
		expect(await stateOf(userId)).toMatchObject({ sessions: ['password: pwd otp mfa'] });
	});
});

describe('what was posted twice', () => {
	test.each(['app', 'recovery code', 'passkey'])('lands in the one session: %s', async (kind) => {
		const person = kind === 'passkey' ? await personWithSwitch() : await personWithApp();
		const [recovery = ''] = await addRecoveryCodes(person.userId);
		const browser = openBrowser();
		const { page, post } = await waitForStep(browser, person.email);
		const [way, fields] =
			'app' in person
				? kind === 'app'
					? (['totp', { code: person.app.code() }] as const)
					: (['recovery', { code: recovery }] as const)
				: (['passkey', await usePasskeyOf(person.authenticator, browser, page)] as const);
		const pending = browser.jar.get('pending')!;
		const all = await Promise.all(
			Array.from({ length: kind === 'app' ? 50 : 3 }, () => post(way, fields))
		);
		// Past five at once they are refused, and the session of the others is there.
		const answers = all.map((one) => one.headers.get('location') ?? one.status);
		expect(answers.filter((one) => one === HERE).length).toBeGreaterThan(0);
		expect(answers.filter((one) => one !== HERE && one !== 429)).toEqual([]);
		const tokens = all.flatMap(
			(one) => /session=([\w-]+)/.exec(one.headers.get('set-cookie') ?? '')?.[1] ?? []
		);
		expect(new Set(tokens).size).toBe(1);

		browser.jar.set('pending', pending);
		browser.jar.delete('session');
		expect(await answerOf(await post(way, fields))).toEqual([303, HERE]);
		expect((await browser.get(HERE)).status).toBe(200);
		const state = await stateOf(person.userId);
		expect([
			state.sessions.length,
			state.record.filter((one) => one.startsWith('signed-in'))
		]).toEqual([1, [expect.any(String)]]);
	});

	test('leaves the browser known and trusted, whichever answer arrives', async () => {
		const { userId, email, app } = await personWithApp();
		const browser = openBrowser();
		const { post } = await waitForStep(browser, email);
		const pending = browser.jar.get('pending')!;
		const fields = { code: app.code(), trustDevice: 'on' };
		await post('totp', fields);
		const device = browser.jar.get('device');
		for (const name of ['session', 'device', 'known']) browser.jar.delete(name);
		browser.jar.set('pending', pending);
		expect(await answerOf(await post('totp', fields))).toEqual([303, HERE]);
		expect(browser.jar.get('device')).toBe(device);
		expect(await db.$count(trustedDevices, eq(trustedDevices.userId, userId))).toBe(1);
		expect(browser.jar.get('known')).toContain(userId);
		browser.jar.delete('session');
		expect(await answerOf(await signIn(browser, email, PASSWORD, HERE))).toEqual([303, HERE]);
	});

	test('lands before the same closed account', async () => {
		const { userId, email, app } = await personWithApp();
		await db.update(users).set({ closedAt: new Date() }).where(eq(users.id, userId));
		const browser = openBrowser();
		const { post } = await waitForStep(browser, email);
		const fields = { code: app.code() };
		for (const answer of await Promise.all([post('totp', fields), post('totp', fields)])) {
			expect(await answerOf(answer)).toEqual([303, '/account-closed']);
		}
		expect(await stateOf(userId)).toMatchObject({ sessions: [], waiting: 1 });
		expect(await answerOf(await browser.post('/account-closed?/reopen'))).toEqual([303, '/']);
	});

	test('opens nothing later, nor with another code, nor in another browser', async () => {
		freeze();
		const { userId, email, app } = await personWithApp();
		const browser = openBrowser();
		const { post } = await waitForStep(browser, email);
		const code = app.code();
		const pending = browser.jar.get('pending')!;
		await post('totp', { code });
		browser.jar.delete('session');
		browser.jar.set('pending', pending);
		expect((await post('totp', { code: wrongCode(app) })).status).toBe(400);
		later(MINUTE + 1000);
		expect((await post('totp', { code })).status).toBe(400);
		const elsewhere = await waitForStep(openBrowser(), email);
		expect((await elsewhere.post('totp', { code })).status).toBe(400);
		expect((await stateOf(userId)).sessions).toHaveLength(1);
	});
});

describe('a wrong code', () => {
	test('keeps its sentence, whatever is wrong with it, and what cannot be one costs no try', async () => {
		const { userId, email, app } = await personWithApp();
		const stranger = await personWithApp();
		const [recovery = ''] = await addRecoveryCodes(userId);
		const { post } = await waitForStep(openBrowser(), email);
		for (const code of ['12345', '1234567', '-12345', 'x'.repeat(1000), recovery]) {
			expect((await post('totp', { code })).status).toBe(400);
		}
		expect((await post('recovery', { code: app.code() })).status).toBe(400);
		const ten = await addRecoveryCodes(userId);
		expect((await post('recovery', { code: ten.join('\n') })).status).toBe(400);

		const two = new Date(Date.now() - 2 * MINUTE);
		for (const code of [stranger.app.code(), app.code(two)]) {
			const answer = await post('totp', { code });
			expect([answer.status, await answer.text()]).toEqual([
				400,
				expect.stringContaining(m.step_totp_wrong())
			]);
		}
		expect((await stateOf(userId)).sessions).toEqual([]);
		expect(await answerOf(await post('totp', { code: app.code() }))).toEqual([303, HERE]);
	});

	test('counts together with wrong recovery codes, and apart from wrong passwords', async () => {
		const { userId, email, app } = await personWithApp();
		await addRecoveryCodes(userId);
		const mixed = await waitForStep(openBrowser(), email);
		const wrong = wrongCode(app);
		for (let i = 0; i < 3; i++) await mixed.post('totp', { code: wrong });
		for (let i = 0; i < 2; i++) await mixed.post('recovery', { code: 'AAAAA-AAAAA' });
		expect((await mixed.post('totp', { code: app.code() })).status).toBe(429);

		const { post } = await waitForStep(openBrowser(), email);
		for (let i = 0; i < limits['sign-in-account'].points; i++)
			await takeLimits([['sign-in-account', email]]);
		expect((await signIn(openBrowser(), email, PASSWORD)).status).toBe(429);
		expect(await answerOf(await post('totp', { code: app.code() }))).toEqual([303, HERE]);
	});

	test('five times ends the sign-in, with a page that says so', async () => {
		const { userId, email, app } = await personWithApp();
		const browser = openBrowser();
		const { post, page } = await waitForStep(browser, email);
		const wrong = wrongCode(app);
		for (let i = 0; i < 5; i++) expect((await post('totp', { code: wrong })).status).toBe(400);
		const ended = await post('totp', { code: app.code() });
		expect([ended.status, await ended.text()]).toEqual([
			429,
			expect.stringContaining(m.second_factor_too_many())
		]);
		expect(await (await browser.get(page)).text()).toContain(m.second_factor_too_many());
		expect(await stateOf(userId)).toMatchObject({ sessions: [] });
	});

	test('ten times over several sign-ins ends codes for strangers, not passkeys nor known browsers', async () => {
		const person = await personWithApp();
		const { userId, email, app } = person;
		const { authenticator } = await givePasskey(person.user);
		const known = openBrowser();
		freeze();
		await (await waitForStep(known, email)).post('totp', { code: app.code() });
		later(2 * MINUTE);
		const wrong = wrongCode(app);
		for (let round = 0; round < 2; round++) {
			const { post } = await waitForStep(openBrowser(), email);
			for (let i = 0; i < 5; i++) await post('totp', { code: wrong });
		}
		const stranger = openBrowser();
		const { page, post } = await waitForStep(stranger, email);
		const held = await post('totp', { code: app.code() });
		expect([held.status, Number(held.headers.get('retry-after')) > 0]).toEqual([429, true]);
		const credential = await usePasskeyOf(authenticator, stranger, page);
		expect(await answerOf(await post('passkey', credential))).toEqual([303, HERE]);
		known.jar.delete('session');
		const again = await waitForStep(known, email);
		expect(await answerOf(await again.post('totp', { code: app.code() }))).toEqual([303, HERE]);
		expect((await stateOf(userId)).sessions).toHaveLength(3);
	});

	test('a hundred times in a row ends codes until the password is another one', async () => {
		const { user, email, app } = await personWithApp();
		const { inARow } = secondStepTries({ user, known: null });
		for (let i = 0; i < limits['second-step-row'].points; i++) await countQuietly(inARow, db);
		const { post } = await waitForStep(openBrowser(), email);
		const refused = await post('totp', { code: app.code() });
		expect([refused.status, await refused.text()]).toEqual([
			429,
			expect.stringContaining(m.second_factor_too_many_in_a_row())
		]);

		await openBrowser().post('/forgot-password', { email });
		const token = tokenIn(await mailAbout(email, `Set a new ${siteName} password`));
		await openBrowser().post('/reset-password', { token, password: OTHER_PASSWORD });
		const browser = openBrowser();
		const begun = await signIn(browser, email, OTHER_PASSWORD, HERE);
		const step = begun.headers.get('location')?.replace('?', '?/totp&') ?? '';
		expect(await answerOf(await browser.post(step, { code: app.code() }))).toEqual([303, HERE]);
	});

	test('is told to the owner, who may take the password away, once an hour', async () => {
		freeze();
		const { userId, email, app } = await personWithApp();
		const stranger = openBrowser();
		const { post } = await waitForStep(stranger, email);
		await post('totp', { code: wrongCode(app) });
		await post('totp', { code: wrongCode(app) });
		const told = async () =>
			(await mailsTo(email)).filter(
				({ subject }) => subject === m.mail_wrong_code_password_subject()
			);
		const [mail, ...others] = await told();
		expect(others).toEqual([]);
		expect(mail?.text).toContain('/not-me?token=');
		expect((await stateOf(userId)).record).toEqual([
			'second-step-asked: password',
			'second-step-failed: password+totp',
			'second-step-failed: password+totp'
		]);
		later(61 * MINUTE);
		const next = await waitForStep(stranger, email);
		await next.post('totp', { code: wrongCode(app) });
		expect(await told()).toHaveLength(2);
	});

	test('behind a provider is told as such: nobody has a password then', async () => {
		const { user, email, app } = await personWithApp();
		const claims = newClaims({ email });
		await connect(user.id, claims);
		const browser = openBrowser();
		const place = (await signInWith(browser, claims, HERE)).headers.get('location') ?? '';
		await browser.post(place.replace('?', '?/totp&'), { code: wrongCode(app) });
		const [mail] = await mailsTo(email);
		expect(mail?.subject).toBe(m.mail_wrong_code_subject());
		expect(mail?.text).toContain('/not-me?token=');
	});

	test('is none where the key of codes is lost: nothing is counted, and the other ways stay', async () => {
		const { userId, email, app } = await personWithApp();
		const [recovery = ''] = await addRecoveryCodes(userId);
		await db.update(totps).set({ sealed: 'v0.gone' }).where(eq(totps.userId, userId));
		const { post } = await waitForStep(openBrowser(), email);
		for (let i = 0; i < 6; i++) {
			const answer = await post('totp', { code: app.code() });
			expect([answer.status, await answer.text()]).toEqual([
				400,
				expect.stringContaining(m.step_key_lost())
			]);
		}
		expect(await mailsTo(email)).toEqual([]);
		expect(await answerOf(await post('recovery', { code: recovery }))).toEqual([303, HERE]);
	});
});

describe('a sign-in waits no longer', () => {
	const ended = async (response: Response) => [
		response.status,
		(await response.text()).includes(m.second_factor_ended())
	];

	test('in another browser, nor without its cookie', async () => {
		const { userId, email, app } = await personWithApp();
		const { page, post } = await waitForStep(openBrowser(), email);
		const other = openBrowser();
		const action = page.replace('?', '?/totp&');
		expect(await ended(await other.post(action, { code: app.code() }))).toEqual([400, true]);
		other.jar.set('pending', 'x'.repeat(43));
		expect(await ended(await other.post(action, { code: app.code() }))).toEqual([400, true]);
		// Nothing was used up by that.
		expect(await answerOf(await post('totp', { code: app.code() }))).toEqual([303, HERE]);
		expect((await stateOf(userId)).sessions).toHaveLength(1);
	});

	test('after ten minutes, which is said, and the address is kept', async () => {
		freeze();
		const { userId, email, app } = await personWithApp();
		const browser = openBrowser();
		const { page, post } = await waitForStep(browser, email);
		later(10 * MINUTE + 1000);
		const late = await post('totp', { code: app.code() });
		expect([late.status, await late.text()]).toEqual([
			400,
			expect.stringContaining(m.second_factor_expired())
		]);
		expect(await (await browser.get(page)).text()).toContain(m.second_factor_expired_title());
		// The first visit hands out cookies, which alone keep it from being stored.
		await browser.get('/sign-in');
		const kept = await browser.get('/sign-in');
		expect(await kept.text()).toContain(`value="${email}"`);
		expect(kept.headers.get('cache-control')).toBe('no-store');
		expect(await stateOf(userId)).toMatchObject({ sessions: [] });
		expect(await (await openBrowser().get('/sign-in')).text()).not.toContain(email);
	});

	test('once the password was changed, and the code is not used up', async () => {
		const { userId, email, app } = await personWithApp();
		const { post } = await waitForStep(openBrowser(), email);
		const owner = openBrowser();
		await openSession(userId, owner);
		const changed = await owner.post('/settings/security?/changePassword', {
			currentPassword: PASSWORD,
			newPassword: 'gravel harp meadow 31'
		});
		expect(changed.status).toBe(303);
		expect(await ended(await post('totp', { code: app.code() }))).toEqual([400, true]);
		const [row] = await db.select().from(totps).where(eq(totps.userId, userId));
		expect(row?.lastUsedAt).toBeNull();
	});

	test('once its account was closed or asks for no step any more', async () => {
		const gone = await personWithApp();
		const closed = await personWithApp();
		const [one, other] = [
			await waitForStep(openBrowser(), gone.email),
			await waitForStep(openBrowser(), closed.email)
		];
		await db.delete(totps).where(eq(totps.userId, gone.userId));
		expect(await ended(await one.post('totp', { code: gone.app.code() }))).toEqual([400, true]);
		await db.update(users).set({ closedAt: new Date() }).where(eq(users.id, closed.userId));
		const answer = await other.post('totp', { code: closed.app.code() });
		expect(await answerOf(answer)).toEqual([303, '/account-closed']);
		for (const { userId } of [gone, closed]) {
			expect((await stateOf(userId)).sessions).toEqual([]);
		}
	});

	test('for an app that was removed while a passkey still asks for the step: the page shows what is left', async () => {
		const person = await personWithApp();
		const { userId, email, app } = person;
		const { authenticator } = await givePasskey(person.user);
		await db.update(users).set({ asksSecondStep: true }).where(eq(users.id, userId));
		const browser = openBrowser();
		const { page, post } = await waitForStep(browser, email);
		await db.delete(totps).where(eq(totps.userId, userId));
		const answer = await post('totp', { code: app.code() });
		const html = await answer.text();
		expect([answer.status, html.includes(m.step_totp_none())]).toEqual([400, true]);
		expect(html).toContain('passkeyOptions');
		const credential = await usePasskeyOf(authenticator, browser, page);
		expect(await answerOf(await post('passkey', credential))).toEqual([303, HERE]);
	});
});

test('a passkey beside the password asks for nothing, until its owner or the site wants it', async () => {
	const user = await createUser({ email: newAddress(), password: PASSWORD });
	await givePasskey(user);
	expect(await answerOf(await signIn(openBrowser(), user.email, PASSWORD, HERE))).toEqual([
		303,
		HERE
	]);
	await db.update(users).set({ factorRequiredAt: new Date() }).where(eq(users.id, user.id));
	await waitForStep(openBrowser(), user.email);
	await db.delete(passkeys).where(eq(passkeys.userId, user.id));
	expect((await signIn(openBrowser(), user.email, PASSWORD, HERE)).headers.get('location')).toBe(
		HERE
	);
});

test('no place outside this site comes after the step', async () => {
	const { email, app } = await personWithApp();
	const { post } = await waitForStep(openBrowser(), email, '//evil.example/x');
	expect(await answerOf(await post('totp', { code: app.code() }))).toEqual([303, '/']);
});
