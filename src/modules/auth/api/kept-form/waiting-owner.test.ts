import { eq } from 'drizzle-orm';
import { expect, test, vi } from 'vitest';
import { db } from '@/server/db/client';
import { m } from '@/paraglide/messages';
import { securityEvents } from '$modules/activity/models/z.security-event';
import { rateLimits } from '$modules/limits/models/z.rate-limit';
import { openBrowser, type Browser } from '$tests/app';
import { createUser } from '$tests/factories';
import { mailsTo } from '$tests/mails';
import { askedBy, givePasskey } from '$tests/passkeys';
import { isSignedIn, newAddress, PASSWORD, signedInPerson, signIn } from '$tests/people';
import { addRecoveryCodes, personWithApp, waitForStep } from '$tests/second-factor';
import { delayedRecoveries } from '../../models/z.delayed-recovery';
import { sessions } from '../../models/z.session';
import { users } from '../../models/z.user';
import { interruptSignedIn } from '../session/meanwhile.fixture';

// Read at the first request.
vi.hoisted(() => (process.env.RECOVERY_DELAY_HOURS = '48'));

/** Somebody with each kind of second factor. */
async function personWithAll() {
	const person = await personWithApp();
	const [code = ''] = await addRecoveryCodes(person.userId);
	const { authenticator } = await givePasskey(person.user);
	return { ...person, recoveryCode: code, authenticator };
}

async function personWithPassword() {
	const user = await createUser({ email: newAddress(), password: PASSWORD });
	return { userId: user.id, email: user.email };
}

type Way = 'totp' | 'recovery' | 'passkey';

/** What somebody answers the second step with. */
async function proofOf(
	{ app, recoveryCode, authenticator }: Awaited<ReturnType<typeof personWithAll>>,
	way: Way,
	browser: Browser,
	page: string
): Promise<Record<string, string>> {
	if (way === 'passkey') return { credential: authenticator.get(await askedBy(browser, page)) };
	return { code: way === 'totp' ? app.code() : recoveryCode };
}

/** For whom the forms of a page are made, which is one person. */
function ownerIn(html: string) {
	const named = [...html.matchAll(/name="formOwner" value="(\w+)"/g)].map(([, owner]) => owner!);
	const [formOwner, ...others] = new Set(named);
	expect([formOwner, others]).toEqual([expect.any(String), []]);
	return { formOwner: formOwner! };
}

const ownerAt = async (browser: Browser, page: string) =>
	ownerIn(await (await browser.get(page)).text());

/** What must stay as it is for somebody. */
const stateOf = async ({ userId, email }: { userId: string; email: string }) => ({
	user: await db.select().from(users).where(eq(users.id, userId)).get(),
	record: await db.$count(securityEvents, eq(securityEvents.userId, userId)),
	recoveries: await db.$count(delayedRecoveries, eq(delayedRecoveries.userId, userId)),
	mails: (await mailsTo(email)).length,
	tries: await db.select().from(rateLimits)
});

/** The answer to a form that was made for somebody else. @returns whose form it is on the page now. */
async function refused(sent: Response, browser: Browser) {
	const html = await sent.text();
	expect([sent.status, html]).toEqual([400, expect.stringContaining(m.form_other_waiting())]);
	expect(await isSignedIn(browser)).toBe(false);
	return ownerIn(html);
}

test.each<Way>(['totp', 'recovery', 'passkey'])(
	'a second step is taken for whom its page was made alone: %s',
	async (way) => {
		const [first, second] = [await personWithAll(), await personWithAll()];
		const browser = openBrowser();
		const { page, post } = await waitForStep(browser, first.email);
		const owner = await ownerAt(browser, page);
		const own = await proofOf(first, way, browser, page);

		// In another tab.
		await waitForStep(browser, second.email);
		const before = await stateOf(second);
		await refused(await post(way, { ...own, ...owner }), browser);
		// Not where it fits, either: nothing of it is used up.
		const fitting = await proofOf(second, way, browser, page);
		const now = await refused(await post(way, { ...fitting, ...owner }), browser);
		expect(await stateOf(second)).toEqual(before);
		expect(now).not.toEqual(owner);

		expect((await post(way, { ...fitting, ...now })).status).toBe(303);
		expect(await isSignedIn(browser)).toBe(true);
	}
);

test('what cannot be a code says no less that another sign-in waits by now', async () => {
	const [first, second] = [await personWithApp(), await personWithApp()];
	const browser = openBrowser();
	const { page, post } = await waitForStep(browser, first.email);
	const owner = await ownerAt(browser, page);
	await waitForStep(browser, second.email);
	const now = await refused(await post('totp', { code: '12', ...owner }), browser);
	expect(await (await post('totp', { code: '12', ...now })).text()).not.toContain(
		m.form_other_waiting()
	);
});

test('a way that the other account lacks says so too', async () => {
	const [first, second] = [await personWithAll(), await personWithApp()];
	const browser = openBrowser();
	const { page, post } = await waitForStep(browser, first.email);
	const credential = first.authenticator.get(await askedBy(browser, page));
	const owner = await ownerAt(browser, page);
	await waitForStep(browser, second.email);
	await refused(await post('recovery', { code: first.recoveryCode, ...owner }), browser);
	await refused(await post('passkey', { credential, ...owner }), browser);
});

test('whoever has begun to sign in to the same account again goes on in either tab', async () => {
	const { email, app } = await personWithApp();
	const browser = openBrowser();
	const { page, post } = await waitForStep(browser, email);
	const owner = await ownerAt(browser, page);
	await waitForStep(browser, email);
	expect((await post('totp', { code: app.code(), ...owner })).status).toBe(303);
});

test('a delayed recovery begins for whom its page was made alone', async () => {
	const [first, second] = [await personWithApp(), await personWithApp()];
	const browser = openBrowser();
	await waitForStep(browser, first.email);
	const owner = await ownerAt(browser, '/recover');
	await waitForStep(browser, second.email);
	const before = await stateOf(second);
	const now = await refused(await browser.post('/recover', owner), browser);
	expect(await stateOf(second)).toEqual(before);
	expect((await browser.post('/recover', now)).status).toBe(303);
	expect((await stateOf(second)).recoveries).toBe(1);
});

test('a delayed recovery is stopped for whom its page was made alone', async () => {
	const [first, second] = [await signedInPerson(), await signedInPerson()];
	for (const { user } of [first, second]) {
		await db.insert(delayedRecoveries).values({ userId: user.id, requestedAt: new Date() });
	}
	const page = '/recover/stop';
	const owner = await ownerAt(first.browser, page);
	const sent = await second.browser.post(page, { ...owner });
	const html = await sent.text();
	expect([sent.status, html]).toEqual([400, expect.stringContaining(m.form_other_account())]);
	const { id: userId, email } = second.user;
	expect((await stateOf({ userId, email })).recoveries).toBe(1);
	expect((await second.browser.post(page, ownerIn(html))).status).toBe(303);
});

test('who is signed out since its page came signs in and back, and is told of no end', async () => {
	const { user, browser } = await signedInPerson();
	await db.insert(delayedRecoveries).values({ userId: user.id, requestedAt: new Date() });
	const page = '/recover/stop';
	const owner = await ownerAt(browser, page);
	const back = [303, '/sign-in?redirectTo=%2Frecover%2Fstop'];

	// While it is on its way, and before.
	interruptSignedIn(async () => {
		await db.delete(sessions).where(eq(sessions.userId, user.id));
	});
	for (const when of ['meanwhile', 'before']) {
		const { status, headers } = await browser.post(page, owner);
		expect([when, status, headers.get('location')]).toEqual([when, ...back]);
	}
	// Nor does the banner's link end at a page that knows of mailed links alone.
	expect(await (await browser.get(page)).text()).toContain(`href="${back[1]}"`);
	expect((await stateOf({ userId: user.id, email: user.email })).recoveries).toBe(1);
});

test.each([
	['/account-closed', '?/reopen', { closedAt: new Date() }],
	['/account-suspended', '?/close', { suspendedAt: new Date() }]
])('what waits is done for whom its page was made alone: %s', async (page, action, shut) => {
	const [first, second] = [await personWithPassword(), await personWithPassword()];
	await db.update(users).set(shut);
	const browser = openBrowser();
	await signIn(browser, first.email, PASSWORD);
	const owner = await ownerAt(browser, page);
	await signIn(browser, second.email, PASSWORD);
	const before = await stateOf(second);
	const now = await refused(await browser.post(page + action, owner), browser);
	expect(await stateOf(second)).toEqual(before);
	expect((await browser.post(page + action, now)).status).toBe(303);
	expect((await stateOf(second)).user?.closedAt).not.toEqual(before.user?.closedAt);
});
