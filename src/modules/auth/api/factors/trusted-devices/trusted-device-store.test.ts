import { desc, eq } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { siteName } from '@/site';
import { openBrowser, type Browser } from '$tests/app';
import { createAuthenticator } from '$tests/authenticator';
import { createPasskeyRow } from '$tests/factories';
import { mailAbout, mailsTo, tokenIn } from '$tests/mails';
import { isSignedIn, OTHER_PASSWORD, PASSWORD, signIn } from '$tests/people';
import { connect, newClaims, signInWith } from '$tests/providers';
import { addRecoveryCodes, codeOfApp, personWithApp, waitForStep } from '$tests/second-factor';
import { cookiesOf, devicesOf, personWhoTrusts, trust } from '$tests/trusted-devices';
import { securityEvents } from '$modules/activity/models/z.security-event';
import { db } from '@/server/db/client';
import { hashToken } from '@/server/secrets';
import { pendingSignIns } from '../../../models/z.pending-sign-in';
import { sessions } from '../../../models/z.session';
import { totps } from '../../../models/z.totp';
import { trustedDevices } from '../../../models/z.trusted-device';
import { users } from '../../../models/z.user';
import { reopenAccount } from '../../account/reopen-account';
import { deleteExpiredTokens } from '../../entry/delete-expired-tokens';
import { recoveryCodeHash } from '../recovery-codes/recovery-code-store';
import { readRecoveryCode } from '../recovery-codes/recovery-code';
import { spendRecoveryCode } from '../recovery-codes/spend-recovery-code';
import { readDevices, writeDevice } from './device-cookie';
import { dropDevices } from './trusted-device-store';

const MINUTE = 60 * 1000;
const DAY = 24 * 60 * MINUTE;

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

const later = (milliseconds: number) => vi.setSystemTime(Date.now() + milliseconds);

/** Another browser that has a copy of what this one keeps of trust, and its own address. */
function copyOf(browser: Browser): Browser {
	const copy = openBrowser();
	copy.jar.set('device', browser.jar.get('device') ?? '');
	return copy;
}

/** Signs in by the password. @returns whether no second step was asked for. */
async function isTrusted(browser: Browser, email: string, password = PASSWORD): Promise<boolean> {
	browser.jar.delete('session');
	browser.jar.delete('pending');
	const place = (await signIn(browser, email, password)).headers.get('location');
	expect(place).toMatch(/^\/$|^\/sign-in\/second-factor\?/);
	expect([place === '/', await isSignedIn(browser)]).toEqual([place === '/', place === '/']);
	return place === '/';
}

const recordOf = async (userId: string) =>
	(
		await db
			.select({ type: securityEvents.type })
			.from(securityEvents)
			.where(eq(securityEvents.userId, userId))
			.orderBy(securityEvents.seq)
	).map(({ type }) => type);

const aboutTrust = async (email: string) =>
	(await mailsTo(email)).filter(({ subject }) => subject.includes('trusted browser'));

describe('in a browser that is trusted', () => {
	test('the password is enough, and confirms nothing', async () => {
		const { user, email, browser } = await personWhoTrusts();
		expect(await isTrusted(openBrowser(), email)).toBe(false);
		expect(await isTrusted(browser, email)).toBe(true);
		const session = await db
			.select()
			.from(sessions)
			.where(eq(sessions.id, hashToken(browser.jar.get('session')!)))
			.get();
		expect(session).toMatchObject({ method: 'password', amr: 'pwd', userId: user.id });
		const asked = await browser.post('/settings/sessions?/revokeOthers');
		expect(asked.headers.get('location')).toMatch(/^\/confirm\?/);
		// Nor may it become a way in that is both factors.
		expect(await (await browser.get('/')).text()).not.toContain('mayMakePasskey');
		expect(await recordOf(user.id)).toEqual(['device-trusted', 'second-step-asked', 'signed-in']);
	});

	test('so is a provider', async () => {
		const { user, browser } = await personWhoTrusts();
		const claims = newClaims();
		await connect(user.id, claims);
		browser.jar.delete('session');
		expect((await signInWith(browser, claims)).headers.get('location')).toBe('/');
		expect(await isSignedIn(browser)).toBe(true);
		const elsewhere = await signInWith(openBrowser(), claims);
		expect(elsewhere.headers.get('location')).toMatch(/^\/sign-in\/second-factor\?/);
	});

	test('each use replaces what it keeps, and the date stays', async () => {
		const { user, email, browser } = await personWhoTrusts();
		const [before] = await devicesOf(user.id);
		const seen = [browser.jar.get('device')];
		for (let day = 0; day < 29; day += 7) {
			later(7 * DAY);
			expect(await isTrusted(browser, email)).toBe(day < 28);
			seen.push(browser.jar.get('device'));
		}
		expect(new Set(seen).size).toBe(5);
		const [after] = await devicesOf(user.id);
		expect(after?.expiresAt).toEqual(before?.expiresAt);
		expect(after?.hash).not.toBe(before?.hash);
		// What has run out alarms nobody, and goes.
		browser.jar.set('device', seen[0]!);
		expect(await isTrusted(browser, email)).toBe(false);
		expect(await aboutTrust(email)).toEqual([]);
		await deleteExpiredTokens();
		expect(await devicesOf(user.id)).toEqual([]);
	});

	test('a closed account asks for the step all the same, and so does one just reopened', async () => {
		const { user, email, browser, device } = await personWhoTrusts();
		await db.update(users).set({ closedAt: new Date() }).where(eq(users.id, user.id));
		expect(await isTrusted(browser, email)).toBe(false);
		expect(browser.jar.get('device')).toContain(device);
		// Closed before it had an app: what is reopened asks for the step then.
		const pendingId = hashToken(browser.jar.get('pending')!);
		await db.update(pendingSignIns).set({ reason: 'closed' });
		const client = { address: browser.address, userAgent: '' };
		expect(await reopenAccount({ pendingId, client })).toMatchObject({ kind: 'second-factor' });
	});
});

describe('two tabs, or an answer that was lost', () => {
	test('get the same within a minute', async () => {
		const { email, browser } = await personWhoTrusts();
		const copy = copyOf(browser);
		expect(await isTrusted(browser, email)).toBe(true);
		later(MINUTE);
		expect(await isTrusted(copy, email)).toBe(true);
		expect(copy.jar.get('device')).toBe(browser.jar.get('device'));
		later(DAY);
		expect(await isTrusted(copy, email)).toBe(true);
	});

	test('by an instance whose clock is a little behind too', async () => {
		const { email, browser } = await personWhoTrusts();
		const copy = copyOf(browser);
		expect(await isTrusted(browser, email)).toBe(true);
		later(-3 * MINUTE);
		expect(await isTrusted(copy, email)).toBe(true);
	});

	test('at the same moment too', async () => {
		const { user, email, browser } = await personWhoTrusts();
		browser.jar.delete('session');
		const tabs = Array.from({ length: 5 }, () => copyOf(browser));
		const answers = await Promise.all(tabs.map((tab) => signIn(tab, email, PASSWORD)));
		expect(answers.map(({ headers }) => headers.get('location'))).toEqual(Array(5).fill('/'));
		expect(new Set(tabs.map(({ jar }) => jar.get('device'))).size).toBe(1);
		expect(await devicesOf(user.id)).toHaveLength(1);
	});
});

describe('a copy that somebody took', () => {
	test.each([
		['once', 1],
		['several times', 3]
	])('and used %s ends the trust when the owner comes back, who is told', async (_, times) => {
		const { user, email, browser } = await personWhoTrusts();
		const thief = copyOf(browser);
		for (let time = 0; time < times; time += 1) {
			expect(await isTrusted(thief, email)).toBe(true);
			later(MINUTE + 1);
		}
		expect(await isTrusted(browser, email)).toBe(false);
		expect(browser.jar.get('device')).toBeUndefined();
		expect(await devicesOf(user.id)).toEqual([]);
		// The attempt's own entry was there first.
		expect((await recordOf(user.id)).slice(-2)).toEqual(['second-step-asked', 'device-refused']);
		expect(await isTrusted(thief, email)).toBe(false);

		const [mail, ...more] = await aboutTrust(email);
		expect(more).toEqual([]);
		expect(mail?.text).toContain('old copy');
		expect((await openBrowser().post('/not-me', { token: tokenIn(mail!) })).status).toBe(303);
	});

	test('and uses when the owner has come back since ends it as well', async () => {
		const { user, email, browser } = await personWhoTrusts();
		const thief = copyOf(browser);
		expect(await isTrusted(browser, email)).toBe(true);
		later(MINUTE + 1);
		expect(await isTrusted(thief, email)).toBe(false);
		expect(await isTrusted(browser, email)).toBe(false);
		expect(await aboutTrust(email)).toHaveLength(1);
		expect(await devicesOf(user.id)).toEqual([]);
	});

	test('is one no less where the token was replaced by a clock that was ahead', async () => {
		const { user, email, browser } = await personWhoTrusts();
		const thief = copyOf(browser);
		later(DAY);
		expect(await isTrusted(browser, email)).toBe(true);
		later(-DAY);
		expect(await isTrusted(thief, email)).toBe(false);
		expect(await aboutTrust(email)).toHaveLength(1);
		expect(await devicesOf(user.id)).toEqual([]);
	});
});

describe('nothing else is taken for trust', () => {
	test("another account's, whatever the cookie says of whose it is", async () => {
		const [one, other] = [await personWhoTrusts(), await personWhoTrusts()];
		const token = one.device;
		one.browser.jar.set('device', `${other.user.id}~${token}`);
		expect(await isTrusted(one.browser, other.email)).toBe(false);
		expect(await devicesOf(one.user.id)).toHaveLength(1);
		expect(await devicesOf(other.user.id)).toHaveLength(1);
	});

	test('what is no cookie of ours', async () => {
		const { user, email, browser, device } = await personWhoTrusts();
		const id = device.split('~')[0];
		const [row] = await devicesOf(user.id);
		for (const value of [
			'',
			'.',
			'~',
			'x'.repeat(5000),
			device,
			`${user.id}~${row?.hash}`,
			`${user.id}~${id}~`,
			`${user.id}~~${device}`
		]) {
			browser.jar.set('device', value);
			expect([value, await isTrusted(browser, email)]).toEqual([value, false]);
		}
		expect(await devicesOf(user.id)).toHaveLength(1);
	});
});

describe('trust ends', () => {
	type Person = Awaited<ReturnType<typeof personWhoTrusts>>;

	const SECURITY = '/settings/security';

	/** Sets an app up in the settings, or moves to it. */
	async function setUpApp(browser: Browser) {
		await browser.post(`${SECURITY}?/addTotp`);
		const html = await (await browser.get(SECURITY)).text();
		const [, key = ''] = /translate="no">([A-Z2-7 ]+)</.exec(html) ?? [];
		const code = codeOfApp(key.replaceAll(' ', ''));
		return browser.post(`${SECURITY}?/confirmTotp`, { code });
	}

	const acts: [string, (person: Person) => Promise<unknown>][] = [
		[
			'with a new password',
			({ browser }) =>
				browser.post('/settings/security?/changePassword', {
					currentPassword: PASSWORD,
					newPassword: OTHER_PASSWORD
				})
		],
		[
			'with one by a link',
			async ({ email }) => {
				await openBrowser().post('/forgot-password', { email });
				const token = tokenIn(await mailAbout(email, `Set a new ${siteName} password`));
				return openBrowser().post('/reset-password', { token, password: OTHER_PASSWORD });
			}
		],
		[
			'when a passkey is removed',
			async ({ user, browser }) => {
				const { id } = await createPasskeyRow({ userId: user.id });
				return browser.post('/settings/security?/removePasskey', { id, name: '' });
			}
		],
		[
			'when a passkey is added by hand',
			async ({ browser }) => {
				const html = await (await browser.get(SECURITY)).text();
				const [, challenge = ''] = /challenge:"([\w-]+)"/.exec(html) ?? [];
				const [, id = ''] = /user:\{id:"([\w-]+)"/.exec(html) ?? [];
				const credential = createAuthenticator().create({ challenge, user: { id } });
				return browser.post(`${SECURITY}?/addPasskey`, { credential, name: '' });
			}
		],
		[
			'when an app is added beside a passkey',
			async ({ user, browser }) => {
				await db.delete(totps).where(eq(totps.userId, user.id));
				await createPasskeyRow({ userId: user.id });
				await db.update(users).set({ asksSecondStep: true }).where(eq(users.id, user.id));
				return setUpApp(browser);
			}
		],
		['when the codes move to another app', ({ browser }) => setUpApp(browser)],
		['when the app is removed', ({ browser }) => browser.post(`${SECURITY}?/removeTotp`)],
		[
			'by signing out everywhere',
			({ browser }) => browser.post('/settings/sessions?/revokeOthers')
		],
		[
			'when a sign-in was somebody else',
			async ({ user, email, browser }) => {
				expect(await isTrusted(browser, email)).toBe(true);
				const signedIn = await db
					.select({ id: securityEvents.id })
					.from(securityEvents)
					.where(eq(securityEvents.userId, user.id))
					.orderBy(desc(securityEvents.seq))
					.get();
				return browser.post('/settings/activity?/notMe', { id: signedIn!.id });
			}
		]
	];

	test.each(acts)('%s', async (_, act) => {
		const person = await personWhoTrusts();
		await trust(person.user.id, openBrowser());
		expect(await act(person)).toMatchObject({ status: 303 });
		expect(await devicesOf(person.user.id)).toEqual([]);
	});

	test('with a recovery code', async () => {
		const { user } = await personWhoTrusts();
		const userId = user.id;
		const [code = ''] = await addRecoveryCodes(userId);
		const hash = (await recoveryCodeHash({ userId, code: readRecoveryCode(code)! }))!;
		const client = { address: '203.0.113.7', userAgent: 'Test/1.0' };
		const now = new Date();
		await db.transaction((tx) => spendRecoveryCode({ userId, hash, client, now }, tx));
		expect(await devicesOf(userId)).toEqual([]);
	});

	test('not with what changes nothing of it', async () => {
		const { user, email, browser } = await personWhoTrusts();
		await browser.post('/settings/profile?/update', { displayName: 'Ada' });
		await browser.post('/sign-out');
		expect(await devicesOf(user.id)).toHaveLength(1);
		expect(await isTrusted(browser, email)).toBe(true);
	});
});

describe('the tick at the second step', () => {
	/** Takes the second step by the app, in a browser that asks for it. */
	async function takeStep(
		{ email, app }: Pick<Awaited<ReturnType<typeof personWhoTrusts>>, 'email' | 'app'>,
		browser: Browser,
		trustDevice: Record<string, string>
	) {
		later(MINUTE);
		const { post } = await waitForStep(browser, email);
		const taken = await post('totp', { code: app.code(), ...trustDevice });
		expect([taken.status, taken.headers.get('location')]).toEqual([303, '/settings/profile']);
	}

	test('is what it takes, and without it nothing is kept', async () => {
		const { userId, email, app } = await personWithApp();
		const browser = openBrowser();
		const unticked: Record<string, string>[] = [{}, { trustDevice: '' }, { trustDevice: 'true' }];
		for (const fields of unticked) {
			await takeStep({ email, app }, browser, fields);
			expect(browser.jar.get('device')).toBeUndefined();
			expect(await devicesOf(userId)).toEqual([]);
			browser.jar.delete('session');
		}
		await takeStep({ email, app }, browser, { trustDevice: 'on' });
		expect(await devicesOf(userId)).toHaveLength(1);
		expect(await isTrusted(browser, email)).toBe(true);
		expect((await recordOf(userId)).slice(-2)).toEqual(['device-trusted', 'signed-in']);
	});

	test('makes one trust of an account in a browser, and one of the ninth account there', async () => {
		const browser = openBrowser();
		const others = await Promise.all(Array.from({ length: 8 }, () => personWhoTrusts()));
		for (const { user } of others) await trust(user.id, browser);
		const oldest = others[0]!.user.id;
		expect(await devicesOf(oldest)).toHaveLength(2);

		const { userId, email, app } = await personWithApp();
		await takeStep({ email, app }, browser, { trustDevice: 'on' });
		expect(readDevices(cookiesOf(browser)).map((one) => one.userId)).not.toContain(oldest);
		expect(await devicesOf(oldest)).toHaveLength(1);

		// One that ran out is asked again.
		browser.jar.delete('session');
		await db.update(trustedDevices).set({ expiresAt: new Date() });
		await takeStep({ email, app }, browser, { trustDevice: 'on' });
		expect(await devicesOf(userId)).toHaveLength(1);
		expect(readDevices(cookiesOf(browser))).toHaveLength(8);
	});
});

describe('several accounts in a browser', () => {
	test('each keep their own; of the ninth on the one unused the longest goes, with its row', async () => {
		const browser = openBrowser();
		const people: { id: string }[] = [];
		for (let index = 0; index < 8; index += 1) people.push((await personWhoTrusts()).user);
		for (const { id } of people) await trust(id, browser);
		const [first, second] = people as [{ id: string }, { id: string }];
		expect(readDevices(cookiesOf(browser))).toHaveLength(8);

		const { email } = (await db.select().from(users).where(eq(users.id, first.id)).get())!;
		expect(await isTrusted(browser, email)).toBe(true);
		const ninth = await personWhoTrusts();
		// As the second step hands it to the browser.
		const [kept] = readDevices(cookiesOf(ninth.browser));
		const dropped = writeDevice(cookiesOf(browser), kept!);
		const left = readDevices(cookiesOf(browser)).map(({ userId }) => userId);
		expect(left).toHaveLength(8);
		expect(left).not.toContain(second.id);
		expect(left.slice(0, 2)).toEqual([ninth.user.id, first.id]);
		// What it kept in its own browser stays.
		expect(await devicesOf(second.id)).toHaveLength(2);
		await dropDevices(dropped);
		expect(await devicesOf(second.id)).toHaveLength(1);
	});

	test('an account that trusts it anew has one trust there', async () => {
		const { user, browser, device } = await personWhoTrusts();
		const elsewhere = openBrowser();
		const token = await trust(user.id, elsewhere);
		const dropped = writeDevice(cookiesOf(browser), { userId: user.id, token });
		expect(dropped).toEqual([device]);
		expect(readDevices(cookiesOf(browser))).toEqual([{ userId: user.id, token }]);
	});

	test('where an account asks for no second step nothing is used', async () => {
		const { user, email, browser } = await personWhoTrusts();
		const before = browser.jar.get('device');
		await db.delete(totps).where(eq(totps.userId, user.id));
		expect(await isTrusted(browser, email)).toBe(true);
		expect(browser.jar.get('device')).toBe(before);
		await signIn(browser, email, PASSWORD);
		const changes = await browser.post('/settings/sessions?/revokeOthers');
		expect(changes.headers.get('location')).toBe('/settings/sessions');
	});
});
