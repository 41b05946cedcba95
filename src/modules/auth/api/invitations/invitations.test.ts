import { eq, sql } from 'drizzle-orm';
import { afterEach, describe, expect, test, vi } from 'vitest';
// Before what reads the environment.
import { newClaims, signInWith } from '$tests/providers';
import { listEvents } from '$modules/activity/api/list-events';
import { rateLimits } from '$modules/limits/models/z.rate-limit';
import { outbox } from '$modules/mail/models/z.outbox';
import { locales } from '@/paraglide/runtime';
import { db } from '@/server/db/client';
import { openBrowser } from '$tests/app';
import { createUser, leaveAddress } from '$tests/factories';
import { invite } from '$tests/invitations';
import { lastMailTo, mailsTo, tokenIn } from '$tests/mails';
import { isSignedIn, newAddress, PASSWORD, signIn } from '$tests/people';
import { features } from '../../../../features';
import { invitations } from '../../models/z.invitation';
import { signUps } from '../../models/z.sign-up';
import { tokens } from '../../models/z.token';
import { users } from '../../models/z.user';
import { exportFiles } from '../account/export-files';
import { eraseClosedAccounts } from '../account/erase-closed-accounts';
import { deleteExpiredTokens } from '../entry/delete-expired-tokens';
import { createInvitation } from './create-invitation';
import { listInvitations } from './list-invitations';
import { resendInvitation } from './resend-invitation';
import { revokeInvitation } from './revoke-invitation';

// Read at the first request.
vi.hoisted(() => (process.env.SIGN_UP = 'invite'));

const HOUR = 60 * 60 * 1000;
const DAY = 24 * HOUR;
const by = 'operator';
const locale = 'en';
const to = (response: Response) => [response.status, response.headers.get('location')];
const userOf = (email: string) => db.select().from(users).where(eq(users.email, email)).get();
const rowOf = (email: string) =>
	db.select().from(invitations).where(eq(invitations.email, email)).get();
const unsentTo = (email: string) => db.$count(outbox, eq(outbox.recipient, email));
const page = (token: string) => `/invitation?token=${token}`;
const accept = (token: string, browser = openBrowser()) =>
	browser.post(page(token), { token, password: PASSWORD });

const SET_UP = '/welcome/passkey?redirectTo=%2F';
/** Chooses a passkey, which is yet to be made. */
const begin = (token: string, browser: ReturnType<typeof openBrowser>) =>
	browser.post(page(token), { token, method: 'passkey' });
/** Gives the account that was begun its first way in: a password after all. */
const finish = (browser: ReturnType<typeof openBrowser>) =>
	browser.post('/welcome/passkey?/password', { password: PASSWORD });

/** That a link opens nothing, and its page says so and shows a way on. */
async function expectNoWayIn(token: string) {
	const browser = openBrowser();
	const shown = await browser.get(page(token));
	expect(shown.status).toBe(400);
	const html = await shown.text();
	expect(html).toContain('This invitation can');
	expect(html).toContain('href="/sign-in"');
	expect(html).not.toContain('name="password"');
	expect((await accept(token, browser)).status).toBe(400);
	expect(browser.jar.get('session')).toBeUndefined();
}

/** Everything that a request of a stranger could leave behind. */
const written = async () => [
	await db.$count(signUps),
	await db.$count(outbox),
	await db.$count(rateLimits),
	await db.$count(users)
];

afterEach(() => void vi.useRealTimers());

describe('without an invitation', () => {
	test('the page of signing up says what it takes', async () => {
		const html = await (await openBrowser().get('/sign-up')).text();
		expect(html).toContain('Sign-up is by invitation</h1>');
		expect(html).not.toContain('name="password"');
	});

	test('a post there is refused for everybody, whatever it says, and leaves nothing behind', async () => {
		const { email } = await createUser({ email: newAddress(), password: PASSWORD });
		const { email: invited } = await invite();
		const before = await written();
		const posts: Record<string, string>[] = [
			{ email, password: PASSWORD },
			{ email: invited, password: PASSWORD },
			{ email: newAddress(), method: 'passkey' },
			{ email: newAddress(), password: 'short' },
			{ email: 'no address' },
			{}
		];
		const answers = [];
		for (const fields of posts) {
			const browser = openBrowser();
			const response = await browser.post('/sign-up', fields);
			answers.push([response.status, browser.jar.names()]);
		}
		expect(answers).toEqual(posts.map(() => [403, []]));
		expect(await written()).toEqual(before);
	});

	test('a new identity is told that no account is connected to it, vouched for or not', async () => {
		const { email } = await invite();
		const unvouched = newClaims({ email, email_verified: false });
		const answers = [];
		for (const claims of [newClaims(), unvouched]) {
			const browser = openBrowser();
			const response = await signInWith(browser, claims);
			const html = await response.text();
			answers.push([response.status, html.includes('No account here is connected to this One')]);
			expect(browser.jar.get('session')).toBeUndefined();
		}
		expect(answers).toEqual([
			[400, true],
			[400, true]
		]);
		expect(await rowOf(email)).toMatchObject({ usedAt: null });
	});
});

describe('an invitation', () => {
	test('makes the account of its address, with a password, once', async () => {
		const { email, mail, token } = await invite();
		expect(mail.text).toContain('localhost:3000');
		expect(mail.text).toContain(email);
		const browser = openBrowser();
		for (let looks = 0; looks < 2; looks += 1) {
			const html = await (await browser.get(page(token))).text();
			expect(html).toContain(email);
			expect(html).toContain('Sign up with a passkey');
		}
		expect(await userOf(email)).toBeUndefined();

		expect(to(await accept(token, browser))).toEqual([303, '/']);
		expect(await isSignedIn(browser)).toBe(true);
		// Its owner is not told to sign in by what is used up, nor anybody else who is signed in.
		const used = await (await browser.get(page(token))).text();
		expect(used).toContain(`You are signed in as ${email}`);
		const { token: another } = await invite();
		const shown = await (await browser.get(page(another))).text();
		expect(shown).toContain('Sign up with a passkey');
		for (const html of [used, shown]) expect(html).not.toContain('href="/sign-in"');
		const user = await userOf(email);
		expect(user?.emailVerifiedAt).toBeInstanceOf(Date);
		const { events } = await listEvents({ userId: user!.id });
		expect(events.map(({ type, method }) => [type, method])).toEqual([
			['signed-in', 'sign-up'],
			['signed-up', 'invitation']
		]);
		expect((await rowOf(email))?.usedAt).toBeInstanceOf(Date);
		await expectNoWayIn(token);
		expect(to(await signIn(openBrowser(), email, PASSWORD))).toEqual([303, '/']);
	});

	test('leads on whoever has not made their passkey yet, and is used up by the first way in', async () => {
		const { email, token } = await invite();
		const [first, second] = [openBrowser(), openBrowser()];
		for (const browser of [first, second]) {
			expect((await browser.get(page(token))).status).toBe(200);
			expect(to(await begin(token, browser))).toEqual([303, SET_UP]);
		}
		const begun = await userOf(email);
		expect(begun?.unsettledSince).toBeInstanceOf(Date);
		expect(await rowOf(email)).toMatchObject({ usedAt: null });
		expect(to(await finish(first))).toEqual([303, expect.stringMatching(/^\/sign-in/)]);
		expect(to(await finish(second))).toEqual([303, '/']);
		expect(await userOf(email)).toMatchObject({ id: begun?.id, unsettledSince: null });
		expect((await rowOf(email))?.usedAt).toBeInstanceOf(Date);
		await expectNoWayIn(token);
		expect(await revokeInvitation({ email, by })).toBeNull();
	});

	test('shown again while its first reader finishes lets one of them in', async () => {
		const { email, token } = await invite();
		const [first, second] = [openBrowser(), openBrowser()];
		await begin(token, first);
		const [finished, begun] = await Promise.all([finish(first), begin(token, second)]);
		const isFirst = to(finished)[1] === '/';
		expect(begun.status).toBe(isFirst ? 400 : 303);
		expect(await isSignedIn(first)).toBe(isFirst);
		expect(Boolean((await rowOf(email))?.usedAt)).toBe(isFirst);
		expect(await db.$count(users, eq(users.email, email))).toBe(1);
	});

	test('that is taken back while its reader makes a passkey lets nobody in', async () => {
		const { email, token } = await invite();
		const browser = openBrowser();
		await begin(token, browser);
		expect(await revokeInvitation({ email, by })).toMatchObject({ email });
		expect(to(await finish(browser))).toEqual([303, expect.stringMatching(/^\/sign-in/)]);
		expect((await userOf(email))?.unsettledSince).toBeInstanceOf(Date);
		await expectNoWayIn(token);
		const before = (await mailsTo(email)).length;
		await openBrowser().post('/forgot-password', { email });
		expect(await mailsTo(email)).toHaveLength(before);
	});

	test('is not used up by a password that will not do, nor by none', async () => {
		const { token } = await invite();
		const browser = openBrowser();
		for (const password of ['short', '']) {
			const response = await browser.post(page(token), { token, password });
			expect(response.status).toBe(400);
			expect(await response.text()).toContain('aria-invalid="true"');
		}
		expect((await accept(token, browser)).status).toBe(303);
	});

	test('makes one account of two posts at once', async () => {
		const { email, token } = await invite();
		const answers = await Promise.all([accept(token), accept(token)]);
		expect(answers.map(({ status }) => status).sort()).toEqual([303, 400]);
		expect(await db.$count(users, eq(users.email, email))).toBe(1);
	});

	test('is used up by an identity whose provider vouches for its address', async () => {
		const claims = newClaims();
		const { token } = await invite({ email: claims.email });
		const browser = openBrowser();
		expect(to(await signInWith(browser, claims))).toEqual([303, '/welcome?redirectTo=%2F']);
		expect(await isSignedIn(browser)).toBe(true);
		expect((await rowOf(claims.email))?.usedAt).toBeInstanceOf(Date);
		await expectNoWayIn(token);
	});

	test('is good for 7 days from when the mail server has its mail, however late that is', async () => {
		vi.useFakeTimers({ toFake: ['Date'] });
		const email = newAddress();
		await createInvitation({ email, by, locale });
		expect((await listInvitations()).invitations[0]).toMatchObject({ email, state: 'waiting' });
		vi.setSystemTime(Date.now() + 20 * HOUR);
		const handed = Date.now();
		const token = tokenIn(await lastMailTo(email));
		const row = await rowOf(email);
		expect([row?.mailedAt?.getTime(), row?.expiresAt.getTime()]).toEqual([
			handed,
			handed + 7 * DAY
		]);
		vi.setSystemTime(handed + 7 * DAY - 1_000);
		expect((await openBrowser().get(page(token))).status).toBe(200);
		vi.setSystemTime(handed + 7 * DAY);
		expect((await listInvitations()).invitations[0]).toMatchObject({ state: 'expired' });
		await expectNoWayIn(token);
		expect((await signInWith(openBrowser(), newClaims({ email }))).status).toBe(400);
	});

	test('that is sent again begins its time anew, and the link before stays good', async () => {
		vi.useFakeTimers({ toFake: ['Date'] });
		const { id, email, token } = await invite();
		vi.setSystemTime(Date.now() + 6 * DAY);
		expect(await resendInvitation({ id, by, locale })).toMatchObject({ ok: true, email });
		const again = tokenIn(await lastMailTo(email));
		expect((await openBrowser().get(page(token))).status).toBe(200);
		vi.setSystemTime(Date.now() + 6 * DAY);
		expect((await openBrowser().get(page(again))).status).toBe(200);
		await expectNoWayIn(token);
		expect((await accept(again)).status).toBe(303);
		expect(await resendInvitation({ id, by, locale })).toEqual({ ok: false, why: 'unknown' });
	});

	test('that is taken back opens nothing, and its mail stays where it waits', async () => {
		const { id, token } = await invite();
		expect(await revokeInvitation({ id, by })).toMatchObject({ id });
		expect(await revokeInvitation({ id, by })).toBeNull();
		await expectNoWayIn(token);
		const email = newAddress();
		await createInvitation({ email, by, locale });
		await revokeInvitation({ email, by });
		expect(await mailsTo(email)).toEqual([]);
		expect(await unsentTo(email)).toBe(0);
		expect(await resendInvitation({ id, by, locale })).toEqual({ ok: false, why: 'unknown' });
		// Anew it is another one: what was taken back stays so.
		const { token: anew } = await invite({ email });
		expect((await openBrowser().get(page(anew))).status).toBe(200);
	});

	test('is for no other address and no other purpose', async () => {
		const { email, token } = await invite();
		const browser = openBrowser();
		const other = newAddress();
		await browser.post(page(token), { token, password: PASSWORD, email: other });
		expect([Boolean(await userOf(email)), Boolean(await userOf(other))]).toEqual([true, false]);
		const { token: unused } = await invite();
		const places = ['/sign-up/verify?/token', '/reset-password', '/undo', '/not-me'];
		for (const place of places) {
			const answer = await openBrowser().post(place, { token: unused, password: PASSWORD });
			expect([place, answer.status]).toEqual([place, 400]);
		}
		expect((await accept(unused)).status).toBe(303);
	});

	test('is kept as a hash alone', async () => {
		const { token, email } = await invite();
		const rows = [await db.select().from(tokens), await db.select().from(invitations)];
		expect(JSON.stringify(rows)).toContain(email);
		expect(JSON.stringify(rows)).not.toContain(token);
	});

	test('speaks the language it was asked for in', async () => {
		const subjects = new Set<string>();
		for (const locale of locales) {
			const email = newAddress();
			await createInvitation({ email, by, locale });
			const mail = await lastMailTo(email);
			expect(mail.html).toContain(`lang="${locale}"`);
			subjects.add(mail.subject);
		}
		expect(subjects.size).toBe(locales.length);
	});
});

describe('whoever invites is told', () => {
	test('that an address has an account, is kept for one, or is invited; and nothing is mailed', async () => {
		const owner = await createUser({ email: newAddress() });
		const { email } = owner;
		const left = await leaveAddress(owner);
		const { email: invited } = await invite();
		const told = [];
		for (const address of [email, left, invited]) {
			told.push(await createInvitation({ email: address, by, locale }));
			expect(await unsentTo(address)).toBe(0);
		}
		expect(told.map((one) => !one.ok && one.why)).toEqual(['has-account', 'reserved', 'invited']);
	});

	test('that an address has had its mails for the hour, of which 40 others know nothing', async () => {
		const { id, email } = await invite();
		const sent = [];
		for (let times = 0; times < 5; times += 1) {
			sent.push((await resendInvitation({ id, by, locale })).ok);
		}
		expect(sent).toEqual([true, true, true, true, false]);
		expect(await mailsTo(email)).toHaveLength(5);
		for (let others = 0; others < 40; others += 1) {
			expect(await createInvitation({ email: newAddress(), by, locale })).toMatchObject({
				ok: true
			});
		}
	});

	test('of any page by a walk along the index', async () => {
		const plan = await db.all<{ detail: string }>(sql`
			explain query plan select * from ${invitations}
			where (${invitations.createdAt}, ${invitations.id}) < (1, 'x')
			order by ${invitations.createdAt} desc, ${invitations.id} desc limit 26`);
		expect(plan.map(({ detail }) => detail)).toEqual([
			expect.stringContaining('USING INDEX invitations_created_at')
		]);
	});

	test('page by page, the newest first, and back', async () => {
		await db.delete(invitations);
		const emails = [];
		for (let index = 0; index < 7; index += 1) {
			const email = newAddress();
			const createdAt = new Date(Date.now() - (index >> 1) * 1_000);
			await db
				.insert(invitations)
				.values({ email, invitedBy: by, createdAt, expiresAt: new Date(Date.now() + DAY) });
			emails.push(email);
		}
		const walk = [];
		let shown = await listInvitations(null, 3);
		expect(shown.hasNewer).toBe(false);
		walk.push(shown.invitations);
		while (shown.hasOlder) {
			shown = await listInvitations({ older: shown.invitations.at(-1)!.at }, 3);
			expect(shown.hasNewer).toBe(true);
			walk.push(shown.invitations);
		}
		const listed = walk.flat().map(({ email }) => email);
		expect([...listed].sort()).toEqual([...emails].sort());
		shown = await listInvitations({ newer: shown.invitations[0]!.at }, 3);
		expect(shown.invitations).toEqual(walk[1]);
		expect([shown.hasNewer, shown.hasOlder]).toEqual([true, true]);
		shown = await listInvitations({ newer: shown.invitations[0]!.at }, 3);
		expect(shown.invitations).toEqual(walk[0]);
		expect([shown.hasNewer, shown.hasOlder]).toEqual([false, true]);
	});
});

describe('what is kept of an invitation', () => {
	test('goes 30 days after its end, or with the account of its address', async () => {
		await db.delete(invitations);
		const now = Date.now();
		const row = (email: string, expiresAt: number) => ({
			email,
			invitedBy: by,
			createdAt: new Date(1),
			expiresAt: new Date(expiresAt)
		});
		const { email } = await createUser({ email: newAddress() });
		await db
			.insert(invitations)
			.values([
				row('over@example.com', now - 30 * DAY - 1),
				row('ended@example.com', now - 29 * DAY),
				row(email, now)
			]);
		await deleteExpiredTokens(new Date(now));
		await db
			.update(users)
			.set({ closedAt: new Date(now - 15 * DAY) })
			.where(eq(users.email, email));
		await eraseClosedAccounts(features);
		const left = await db.select().from(invitations);
		expect(left.map(({ email }) => email)).toEqual(['ended@example.com']);
	});

	test('stands in its owner’s archive, and who invited does not', async () => {
		const { email, token } = await invite();
		await accept(token);
		const user = await userOf(email);
		for await (const { name, input } of exportFiles({
			userId: user!.id,
			locale,
			madeAt: new Date(),
			features
		})) {
			if (name !== 'addresses.json') continue;
			const { invited } = JSON.parse(input as string) as { invited: object[] };
			expect(invited.map((one) => Object.keys(one))).toEqual([
				['createdAt', 'mailedAt', 'expiresAt', 'usedAt']
			]);
		}
	});
});
