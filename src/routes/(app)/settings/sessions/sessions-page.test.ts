import { eq } from 'drizzle-orm';
import { expect, it } from 'vitest';
import { openBrowser, type Browser } from '$tests/app';
import { createPasskeyRow } from '$tests/factories';
import { isSignedIn, openSession, signedInPerson } from '$tests/people';
import { devicesOf, personWhoTrusts, trust } from '$tests/trusted-devices';
import { db } from '@/server/db/client';
import { hashToken } from '@/server/secrets';
import { listEvents } from '$modules/activity/api/list-events';
import { completeSignIn } from '$modules/auth/api/sign-in/complete-sign-in';
import { getUser } from '$modules/auth/api/user/user-store';
import { listSessions } from '$modules/auth/api/session/session-store';
import { passkeys } from '$modules/auth/models/z.passkey';
import { sessions } from '$modules/auth/models/z.session';

const day = 86_400_000;
const page = '/settings/sessions';

const countOf = (userId: string) => db.$count(sessions, eq(sessions.userId, userId));

async function personWithDevices(amount: number) {
	const person = await signedInPerson();
	const others: { browser: Browser; id: string }[] = [];
	for (let index = 0; index < amount; index += 1) {
		const browser = openBrowser();
		others.push({ browser, id: hashToken(await openSession(person.user.id, browser)) });
	}
	return { ...person, sessionId: hashToken(person.token), others };
}

it('lists where somebody is signed in, the asking session first, then by last use', async () => {
	const { user, sessionId, browser } = await personWithDevices(0);
	const older = hashToken(
		await openSession(user.id, openBrowser(), new Date(Date.now() - 3 * day))
	);
	const newer = hashToken(await openSession(user.id, openBrowser(), new Date(Date.now() - day)));
	await openSession(user.id, openBrowser(), new Date(Date.now() - 15 * day));
	const listed = await listSessions({ userId: user.id, sessionId });
	expect(listed.map(({ id }) => id)).toEqual([sessionId, newer, older]);
	expect(listed.map(({ isCurrent }) => isCurrent)).toEqual([true, false, false]);
	const html = await (await browser.get(page)).text();
	expect(html).toContain('this device');
	expect(html.match(/End session/g)).toHaveLength(2);
});

it('says by which passkey somebody signed in, here and in the record, also when it is gone', async () => {
	const { user, browser } = await signedInPerson();
	const { id } = await createPasskeyRow({ userId: user.id, name: 'Blue key' });
	const proof = { method: 'passkey', passkeyId: id, isSyncable: true } as const;
	const client = { address: '192.0.2.8', userAgent: '' };
	const now = new Date();
	await db.transaction(async (tx) => {
		const account = await getUser({ userId: user.id }, tx);
		await completeSignIn({ user: account, proof, newBrowser: true, client, now }, tx);
	});
	const read = async (path: string) => (await browser.get(path)).text();
	expect(await read(page)).toContain('Signed in by passkey “Blue key”');
	const sentence = 'Signed in: passkey “Blue key”, on a new browser';
	expect(await read('/settings/activity')).toContain(sentence);

	await db.delete(passkeys);
	expect(await read(page)).toMatch(/Signed in by passkey(?! “)/);
	expect(await read('/settings/activity')).toContain(sentence);
});

it('shows ids that open nothing', async () => {
	const { sessionId } = await personWithDevices(0);
	const thief = openBrowser();
	thief.jar.set('session', sessionId);
	expect(await isSignedIn(thief)).toBe(false);
});

it('ends one session, which is refused at its next request, and says so in the record', async () => {
	const { user, browser, others } = await personWithDevices(2);
	const [first, second] = others as [(typeof others)[0], (typeof others)[0]];
	const response = await browser.post(`${page}?/revoke`, { id: first.id });
	expect([response.status, response.headers.get('location')]).toEqual([303, page]);
	expect(await isSignedIn(first.browser)).toBe(false);
	expect(await isSignedIn(second.browser)).toBe(true);
	expect(await isSignedIn(browser)).toBe(true);
	const { events } = await listEvents({ userId: user.id });
	expect(events.map(({ type }) => type)).toEqual(['session-ended']);
});

it('ends every other session, and not this one', async () => {
	const { user, browser, others } = await personWithDevices(3);
	const stranger = await signedInPerson();
	await browser.post(`${page}?/revokeOthers`);
	for (const other of others) expect(await isSignedIn(other.browser)).toBe(false);
	expect(await isSignedIn(browser)).toBe(true);
	expect(await isSignedIn(stranger.browser)).toBe(true);
	expect(await countOf(user.id)).toBe(1);
});

it('signs out who ends their own session', async () => {
	const { browser, sessionId } = await personWithDevices(0);
	const response = await browser.post(`${page}?/revoke`, { id: sessionId });
	expect([response.status, response.headers.get('location')]).toEqual([303, '/']);
	expect(browser.jar.get('session')).toBeFalsy();
});

it('knows no session of another person: 404, and nothing is changed', async () => {
	const { browser } = await personWithDevices(0);
	const stranger = await personWithDevices(1);
	const fields = { userId: stranger.user.id, sessionId: stranger.sessionId };
	for (const id of [stranger.sessionId, stranger.others[0]!.id, 'nothing', '', 'x'.repeat(9_999)]) {
		const response = await browser.post(`${page}?/revoke`, { id, ...fields });
		expect(response.status).toBe(404);
		expect(await response.text()).toMatch(/<h1[^>]*>Sessions<.*That is gone already/s);
	}
	await browser.post(`${page}?/revokeOthers`, fields);
	expect(await countOf(stranger.user.id)).toBe(2);
	expect(await listEvents({ userId: stranger.user.id })).toMatchObject({ events: [] });
});

it('is not for people who are signed out', async () => {
	const { user, sessionId } = await personWithDevices(0);
	const nobody = openBrowser();
	expect((await nobody.get(page)).headers.get('location')).toMatch(/^\/sign-in/);
	expect((await nobody.post(`${page}?/revoke`, { id: sessionId })).status).toBe(303);
	expect(await countOf(user.id)).toBe(1);
});

it('tells an open tab who is signed in, and one whose session was ended that nobody is', async () => {
	const { browser, others } = await personWithDevices(1);
	const current = `${page}/current`;
	const answer = await others[0]!.browser.get(current);
	expect(answer.headers.get('cache-control')).toBe('no-store');
	const { formOwner } = (await answer.json()) as { formOwner: string };
	expect(await (await browser.get(page)).text()).toContain(`name="formOwner" value="${formOwner}"`);
	expect(await (await (await signedInPerson()).browser.get(current)).json()).not.toEqual({
		formOwner
	});
	await browser.post(`${page}?/revokeOthers`);
	const ended = await others[0]!.browser.get(current);
	expect([ended.status, ended.headers.get('location')]).toEqual([
		303,
		`/sign-in?redirectTo=${encodeURIComponent(current)}`
	]);
});

it('lists the browsers that are trusted, and ends the trust in one of them', async () => {
	const { user, browser, device } = await personWhoTrusts();
	const elsewhere = openBrowser();
	const other = (await trust(user.id, elsewhere)).split('~')[0]!;
	const own = device.split('~')[0]!;
	const html = await (await browser.get(page)).text();
	expect(html).toContain('Trusted browsers');
	expect(html.match(/End trust/g)).toHaveLength(2);
	expect(html).toMatch(new RegExp(`id="device-${own}"[^]{0,300}this device`));

	for (const [id, left] of [
		[other, 1],
		[own, 0]
	] as const) {
		const response = await browser.post(`${page}?/revokeDevice`, { id });
		expect([response.status, response.headers.get('location')]).toEqual([303, page]);
		expect(await devicesOf(user.id)).toHaveLength(left);
		expect(browser.jar.get('device') === undefined).toBe(left === 0);
	}
	const { events } = await listEvents({ userId: user.id });
	expect(events.map(({ type }) => type).slice(0, 2)).toEqual([
		'device-forgotten',
		'device-forgotten'
	]);
	expect(await (await browser.get(page)).text()).not.toContain('Trusted browsers');
});

it('knows no trusted browser of another person: 404, and nothing is changed', async () => {
	const { browser } = await signedInPerson();
	const stranger = await personWhoTrusts();
	for (const id of [stranger.device.split('~')[0]!, stranger.device, 'nothing', '']) {
		const response = await browser.post(`${page}?/revokeDevice`, { id });
		expect(response.status).toBe(404);
		expect(await response.text()).toMatch(/<h1[^>]*>Sessions<.*That is gone already/s);
	}
	expect(await devicesOf(stranger.user.id)).toHaveLength(1);
});
