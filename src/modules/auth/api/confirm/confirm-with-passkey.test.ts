import { eq } from 'drizzle-orm';
import { expect, test, vi } from 'vitest';
import { openBrowser, type Browser } from '$tests/app';
import { createUser } from '$tests/factories';
import { openSession, PASSWORD } from '$tests/people';
import { askedBy, givePasskey, passkeyState, personWithPasskey } from '$tests/passkeys';
import { securityEvents } from '$modules/activity/models/z.security-event';
import { db } from '@/server/db/client';
import { log } from '@/server/log';
import { hashToken } from '@/server/secrets';
import { sessions } from '../../models/z.session';

const HALF_AN_HOUR = 30 * 60_000;
const page = '/confirm?redirectTo=%2Fsettings%2Fsecurity';
const INVALID = 'That passkey could not be checked.';

const sessionOf = (browser: Browser) =>
	db
		.select()
		.from(sessions)
		.where(eq(sessions.id, hashToken(browser.jar.get('session') ?? '')))
		.get();
const confirmationsOf = async (userId: string) =>
	(await db.select().from(securityEvents).where(eq(securityEvents.userId, userId)))
		.filter(({ type }) => type === 'confirmed')
		.map(({ method }) => method);
const post = (browser: Browser, credential: string) =>
	browser.post(`${page}&/passkey`, { credential });

/** Somebody with a passkey, who signed in by password half an hour ago. */
async function someone(kind = {}) {
	const person = await personWithPasskey(kind, PASSWORD);
	const browser = openBrowser();
	const began = new Date(Date.now() - HALF_AN_HOUR);
	await openSession(person.user.id, browser, began);
	return { ...person, browser, began };
}

async function expectRefusal(browser: Browser, credential: string, passkeyId: string) {
	const before = [await sessionOf(browser), await passkeyState(passkeyId)];
	const response = await post(browser, credential);
	expect([response.status, (await response.text()).includes(INVALID)]).toEqual([400, true]);
	expect([await sessionOf(browser), await passkeyState(passkeyId)]).toEqual(before);
}

test('a passkey renews token and confirmation, adds to what proved it, and goes back', async () => {
	const { user, authenticator, passkeyId, browser, began } = await someone();
	const old = browser.jar.get('session');
	const response = await post(browser, authenticator.get(await askedBy(browser, page)));
	expect([response.status, response.headers.get('location')]).toEqual([303, '/settings/security']);
	expect(browser.jar.get('session')).not.toBe(old);
	const session = await sessionOf(browser);
	expect(session).toMatchObject({ method: 'password', amr: 'pwd swk user mfa', passkeyId });
	expect(session?.createdAt).toEqual(began);
	expect(Date.now() - session!.confirmedAt.getTime()).toBeLessThan(60_000);
	expect(await confirmationsOf(user.id)).toEqual(['passkey']);
	const { passkey } = await passkeyState(passkeyId);
	expect(passkey?.lastUsedAt).not.toBeNull();
});

test('a password adds its word too, once, and the passkey of the sign-in stays', async () => {
	const { user, authenticator, passkeyId, browser } = await someone();
	const other = await givePasskey(user, { isBound: true });
	await db.update(sessions).set({ method: 'passkey', amr: 'swk user mfa', passkeyId });
	await browser.post('/confirm?/password', { password: PASSWORD });
	await browser.post('/confirm?/password', { password: PASSWORD });
	expect(await sessionOf(browser)).toMatchObject({ amr: 'swk user mfa pwd', passkeyId });
	await post(browser, other.authenticator.get(await askedBy(browser, page)));
	expect(await sessionOf(browser)).toMatchObject({ amr: 'swk user mfa pwd hwk', passkeyId });
	await post(browser, authenticator.get(await askedBy(browser, page)));
	expect(await sessionOf(browser)).toMatchObject({ amr: 'swk user mfa pwd hwk', passkeyId });
});

test('what another tab asked before the session was confirmed still confirms', async () => {
	const { user, authenticator, browser } = await someone();
	const tabs = [await askedBy(browser, page), await askedBy(browser, page)];
	await browser.post('/confirm?/password', { password: PASSWORD });
	for (const asked of tabs) {
		expect((await post(browser, authenticator.get(asked))).status).toBe(303);
	}
	expect(await confirmationsOf(user.id)).toEqual(['password', 'passkey', 'passkey']);
});

test('only the passkeys of the account are asked for, and without one none is', async () => {
	const { browser, authenticator, user } = await someone();
	const other = await givePasskey(user);
	const html = await (await browser.get(page)).text();
	const asked = [...html.matchAll(/\bid:"([\w-]{43})"/g)].map(([, id]) => id);
	expect(asked.sort()).toEqual([authenticator.id, other.authenticator.id].sort());

	const without = openBrowser();
	await openSession((await createUser()).id, without);
	expect(await (await without.get(page)).text()).toContain('passkeyOptions:null');
});

test('with another account signed in meanwhile neither changes', async () => {
	const { user, authenticator, passkeyId, browser } = await someone();
	const credential = authenticator.get(await askedBy(browser, page));
	const other = await personWithPasskey();
	await openSession(other.user.id, browser);
	await expectRefusal(browser, credential, passkeyId);
	expect(await confirmationsOf(user.id)).toEqual([]);
	expect(await confirmationsOf(other.user.id)).toEqual([]);
});

test('in another session of the same account it does not confirm', async () => {
	const { user, authenticator, passkeyId, browser } = await someone();
	const credential = authenticator.get(await askedBy(browser, page));
	await openSession(user.id, browser);
	await expectRefusal(browser, credential, passkeyId);
});

test("another account's passkey does not confirm, and is no news to its owner", async () => {
	const { browser } = await someone();
	const other = await personWithPasskey({ isBound: true });
	const asked = await askedBy(browser, page);
	await expectRefusal(browser, other.authenticator.get(asked), other.passkeyId);
	const early = other.authenticator.get(asked, { counter: 0 });
	await expectRefusal(browser, early, other.passkeyId);
});

test('what was asked for to sign in does not confirm', async () => {
	const { authenticator, passkeyId, browser } = await someone();
	const session = browser.jar.get('session')!;
	browser.jar.delete('session');
	const credential = authenticator.get(await askedBy(browser));
	browser.jar.set('session', session);
	await expectRefusal(browser, credential, passkeyId);
});

test('without verification of its owner it does not confirm', async () => {
	const { user, authenticator, passkeyId, browser } = await someone();
	const tell = vi.spyOn(log, 'info').mockReturnValue();
	const lies = { flags: { uv: false } };
	await expectRefusal(browser, authenticator.get(await askedBy(browser, page), lies), passkeyId);
	const line = { event: 'passkey-refused', userId: user.id, reason: 'invalid' };
	expect(tell.mock.calls.map(([fields]) => fields)).toMatchObject([line]);
});

test('of thirty answers at once one confirms, and the session goes on', async () => {
	const { user, authenticator, browser } = await someone();
	const credential = authenticator.get(await askedBy(browser, page));
	const cookie = browser.jar.header();
	const statuses = await Promise.all(
		Array.from({ length: 30 }, async () => {
			const body = new URLSearchParams({ credential });
			const init = { method: 'POST', body, headers: { cookie } };
			return (await browser.send(`${page}&/passkey`, init)).headers.get('location');
		})
	);
	expect(statuses.filter((location) => location === '/settings/security')).toHaveLength(1);
	expect(await confirmationsOf(user.id)).toEqual(['passkey']);
	expect((await browser.get('/settings/security')).status).toBe(200);
	// The answer is good once, in the renewed session too.
	const again = await post(browser, credential);
	expect([again.status, (await again.text()).includes('was used already')]).toEqual([400, true]);
});
