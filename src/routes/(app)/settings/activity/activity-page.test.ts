import { expect, it } from 'vitest';
import { openBrowser } from '$tests/app';
import { isSignedIn, openSession, PASSWORD, signedInPerson, signIn } from '$tests/people';
import { db } from '@/server/db/client';
import { listEvents } from '$modules/activity/api/list-events';
import { recordEvent } from '$modules/activity/api/record-event';

const page = '/settings/activity';
const client = { address: '192.0.2.7', userAgent: '' };
const typesOf = async (userId: string) =>
	(await listEvents({ userId })).events.map(({ type }) => type);

const recordSignIn = (userId: string, type: 'signed-in' | 'confirmed' = 'signed-in') =>
	recordEvent({ userId, type, method: 'password', newBrowser: true, client }, db);

it('says what happened, how and from where', async () => {
	const { user, email } = await signedInPerson();
	const browser = openBrowser();
	await signIn(browser, email, 'not the password');
	await signIn(browser, email, PASSWORD);
	await signIn(browser, email, PASSWORD);
	const html = await (await browser.get(page)).text();
	expect(html).toContain('Signed in: password, on a new browser');
	expect(html).toContain('A sign-in failed: password');
	expect(html).toContain(browser.address);
	const { events } = await listEvents({ userId: user.id });
	const news = events.map(({ type, newBrowser }) => `${type} ${newBrowser}`);
	expect(news.toSorted()).toEqual(['sign-in-failed false', 'signed-in true']);
});

it('marks the sign-in of this very session, and does not ask whether that was somebody else', async () => {
	const { email } = await signedInPerson();
	const browser = openBrowser();
	await signIn(browser, email, PASSWORD);
	const html = await (await browser.get(page)).text();
	expect(html).toContain('this device');
	expect(html).not.toContain('This was not me');
});

it('filters by kind and goes on where a page ended', async () => {
	const { user, browser } = await signedInPerson();
	for (let index = 0; index < 25; index += 1) await recordSignIn(user.id);
	await recordSignIn(user.id, 'confirmed');
	const first = await (await browser.get(`${page}?kind=sign-in`)).text();
	expect(first).not.toContain('Identity confirmed');
	const older = /href="([^"]*before=[^"]*)"/.exec(first)?.[1]?.replaceAll('&amp;', '&');
	expect(older).toContain('kind=sign-in');
	const second = await (await browser.get(older!)).text();
	expect(second.match(/Signed in: password/g)).toHaveLength(5);
	expect(second).not.toMatch(/href="[^"]*before=/);
	for (const query of ['kind=nonsense', 'before=nonsense', `before=${'9'.repeat(15)}_z`]) {
		expect((await browser.get(`${page}?${query}`)).status).toBe(200);
	}
});

it('ends every other session for a sign-in that was somebody else, and leads to the password', async () => {
	const { user, browser } = await signedInPerson();
	const thief = openBrowser();
	await openSession(user.id, thief);
	const id = await recordSignIn(user.id);
	const response = await browser.post(`${page}?/notMe`, { id });
	expect([response.status, response.headers.get('location')]).toEqual([303, '/settings/security']);
	expect(await isSignedIn(thief)).toBe(false);
	expect(await isSignedIn(browser)).toBe(true);
	expect(await typesOf(user.id)).toEqual(['not-me', 'signed-in']);
});

it('knows only the sign-ins of the person: 404, and nothing is changed', async () => {
	const { user, browser } = await signedInPerson();
	const stranger = await signedInPerson();
	const elsewhere = openBrowser();
	await openSession(user.id, elsewhere);
	const foreign = await recordSignIn(stranger.user.id);
	const other = await recordSignIn(user.id, 'confirmed');
	for (const id of [foreign, other, 'nothing', '', 'x'.repeat(9_999)]) {
		const fields = { id, userId: stranger.user.id };
		const refused = await browser.post(`${page}?/notMe`, fields);
		expect(refused.status).toBe(404);
		expect(await refused.text()).toContain('That is gone already');
	}
	expect(await isSignedIn(elsewhere)).toBe(true);
	expect(await isSignedIn(stranger.browser)).toBe(true);
	expect(await typesOf(stranger.user.id)).toEqual(['signed-in']);
});
