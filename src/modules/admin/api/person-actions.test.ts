import type { Cookies } from '@sveltejs/kit';
import { and, desc, eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { db } from '@/server/db/client';
import { securityEvents } from '$modules/activity/models/z.security-event';
import { users } from '$modules/auth/models/z.user';
import { rememberKnownBrowser } from '$modules/auth/api/browser/known-browser';
import { createInvitation } from '$modules/auth/api/invitations/create-invitation';
import { hashToken } from '@/server/secrets';
import { SessionEndedError } from '@/server/request-errors';
import { addAdmin, openProvedSession } from '$tests/admins';
import { openBrowser, type Browser } from '$tests/app';
import { createUser } from '$tests/factories';
import { mailAbout, mailsTo } from '$tests/mails';
import { newAddress, openSession } from '$tests/people';
import { addApp } from '$tests/second-factor';
import { adminForms } from '../routes/route-policy';
import { closePerson, endSessions, setRoleOf } from './acts';
import { personActions } from './person-actions';
import { suspendPerson } from './suspend-person';

const acts = Object.keys(personActions);
const reason = 'Asked by telephone, ticket 7';
const set = (changes: Partial<typeof users.$inferInsert>) => (id: string) =>
	db.update(users).set(changes).where(eq(users.id, id));

/** What has to be so before an act does something, and what it takes beside the reason. */
const before: Record<string, (id: string) => Promise<unknown>> = {
	lift: set({ suspendedAt: new Date() }),
	reopen: set({ closedAt: new Date() }),
	unblockAddress: set({ mailBlockedAt: new Date() }),
	removeFactors: addApp
};
const fields: Record<string, Record<string, string>> = { role: { role: 'admin' } };

const somebody = async (act?: string) => {
	const user = await createUser({ email: newAddress() });
	await before[act ?? '']?.(user.id);
	return user;
};
const post = (browser: Browser, act: string, id: string, more = {}) =>
	browser.post(`/admin/people/${id}?/${act}`, { reason, ...fields[act], ...more });
/** What a page shows, without what its scripts are handed. */
const drawn = (html: string) => html.replaceAll(/<script[\s\S]*?<\/script>/g, '');
const lastEvent = (userId: string) =>
	db
		.select()
		.from(securityEvents)
		.where(eq(securityEvents.userId, userId))
		.orderBy(desc(securityEvents.seq))
		.get();
const signedIn = async () => {
	const browser = openBrowser();
	await openSession((await createUser()).id, browser);
	return browser;
};
const anHourAgo = () => new Date(Date.now() - 60 * 60 * 1000);

/** Whoever may not: where they are led, or what they are answered. */
const refused: [who: string, () => Promise<Browser>, (path: string) => [number, string | null]][] =
	[
		['signed out', async () => openBrowser(), (path) => [303, to('/sign-in', path)]],
		['a person', signedIn, () => [404, null]],
		[
			'an admin proved by one factor',
			async () => (await addAdmin({ amr: 'pwd' })).browser,
			(path) => [303, to('/confirm', path)]
		],
		[
			'an admin whose confirmation is old',
			async () => (await addAdmin({ confirmedAt: anHourAgo() })).browser,
			() => [400, null]
		]
	];
const to = (page: string, redirectTo: string) => `${page}?${new URLSearchParams({ redirectTo })}`;

describe.each(acts)('the act %s', (act) => {
	test.each(refused)('is refused to somebody who is %s', async (_, browserOf, answer) => {
		const user = await somebody(act);
		const response = await post(await browserOf(), act, user.id);
		const path = `/admin/people/${user.id}`;
		expect([response.status, response.headers.get('location')]).toEqual(answer(path));
		// A page that is shown again is a look.
		expect((await lastEvent(user.id))?.type ?? 'account-viewed').toBe('account-viewed');
	});

	test('is not lost where the confirmation ran out while it was typed', async () => {
		const user = await somebody(act);
		const { browser } = await addAdmin({ confirmedAt: anHourAgo() });
		const html = drawn(await (await post(browser, act, user.id)).text());
		expect(html).toContain('show once more that it is you');
		expect(html).toContain(`value="${reason}"`);
	});

	test('is done by an admin, recorded with who and why, and told to the person', async () => {
		const [user, admin] = [await somebody(act), await addAdmin()];
		const path = `/admin/people/${user.id}`;
		const none = await post(admin.browser, act, user.id, { reason: '  ' });
		expect([none.status, await none.text()]).toEqual([400, expect.stringContaining('Say why')]);
		const done = await post(admin.browser, act, user.id);
		expect([done.status, done.headers.get('location')]).toEqual([303, path]);
		const event = await lastEvent(user.id);
		expect(event).toMatchObject({ actor: admin.user.id, reason, ipAddress: '', userAgent: '' });
		// Whoever gets no mail is told on every page instead.
		expect((await mailsTo(user.email)).length > 0).toBe(act !== 'blockAddress');
		expect(await (await admin.browser.get(path)).text()).toContain('Done. It is recorded');
	});

	test('is not done to oneself, nor to somebody who is not there', async () => {
		const { user, browser } = await addAdmin();
		const own = await post(browser, act, user.id);
		expect(own.status).toBe(400);
		expect(drawn(await own.text())).toContain('Nothing was done: this is your own account');
		expect(await lastEvent(user.id)).toMatchObject({ type: 'account-viewed' });
		expect((await post(browser, act, crypto.randomUUID())).status).toBe(404);
	});

	test('is told to all others who run the site where it is done to one of them', async () => {
		const [admin, third] = [await addAdmin(), await addAdmin()];
		const user = await somebody(act);
		if (act !== 'role') await set({ role: 'admin' })(user.id);
		expect((await post(admin.browser, act, user.id)).status).toBe(303);
		const mail = await mailAbout(third.email, "administrator's account");
		expect(mail.text).toContain(`${admin.email} did this with the account of ${user.email}`);
		expect(mail.text).not.toContain(reason);
	});
});

test('a reason comes back where the session had ended while it was typed, and does nothing by itself', async () => {
	const names = acts.map((act) => `/admin/people/[id]?/${act}`);
	expect(Object.keys(adminForms).sort()).toEqual(names.sort());
	const [user, admin, other] = [await somebody(), await addAdmin(), await somebody()];
	const page = `/admin/people/${user.id}`;
	const known = { userId: admin.user.id, signedInAt: new Date(), method: 'password' };
	rememberKnownBrowser(admin.browser.jar as unknown as Cookies, known);
	const [, formOwner = ''] =
		/name="formOwner" value="(\w+)"/.exec(await (await admin.browser.get(page)).text()) ?? [];
	admin.browser.jar.delete('session');
	const asked = await post(admin.browser, 'suspend', user.id, { formOwner });
	const to = new URL(asked.headers.get('location')!, 'http://localhost').searchParams;
	const back = to.get('redirectTo')!;
	expect(back).toMatch(new RegExp(`^${page}\\?kept=`));

	await openProvedSession(admin.user.id, admin.browser);
	const html = drawn(await (await admin.browser.get(back)).text());
	expect(html).toContain('What you typed is back');
	expect(html.match(new RegExp(`value="${reason}"`, 'g'))).toHaveLength(1);
	const elsewhere = await admin.browser.get(back.replace(user.id, other.id));
	expect(drawn(await elsewhere.text())).not.toContain(reason);
	expect((await lastEvent(user.id))?.type).toBe('account-viewed');
	await post(admin.browser, 'suspend', user.id);
	expect((await lastEvent(user.id))?.type).toBe('account-suspended');
	expect(drawn(await (await admin.browser.get(back)).text())).not.toContain(reason);
});

test('no act is done where the session ended, or the role went, while it was on its way', async () => {
	const [user, { user: admin, browser }] = [await somebody(), await addAdmin()];
	const owner = { userId: admin.id, sessionId: 'ended meanwhile' };
	const by = { actor: admin.id, reason, owner };
	await expect(endSessions({ userId: user.id, by })).rejects.toThrow(SessionEndedError);
	const email = newAddress();
	const invited = createInvitation({ email, by: admin.id, owner, locale: 'en' });
	await expect(invited).rejects.toThrow(SessionEndedError);
	const sessionId = hashToken(browser.jar.get('session')!);
	await set({ role: 'person' })(admin.id);
	const without = { ...by, owner: { userId: admin.id, sessionId } };
	await expect(endSessions({ userId: user.id, by: without })).rejects.toMatchObject({
		status: 404
	});
	expect(await lastEvent(user.id)).toBeUndefined();
	expect(await mailsTo(email)).toEqual([]);
});

test('an act that is done already says so, and changes nothing', async () => {
	const [user, { browser }] = [await somebody(), await addAdmin()];
	const twice = await post(browser, 'lift', user.id);
	expect(twice.status).toBe(400);
	expect(drawn(await twice.text())).toContain('already');
	expect((await post(browser, 'role', user.id, { role: 'king' })).status).toBe(400);
	expect(await mailsTo(user.email)).toEqual([]);
});

test('the role asks for a second factor, and lets go of it', async () => {
	const [user, { browser }] = [await somebody(), await addAdmin()];
	const theirs = openBrowser();
	await openSession(user.id, theirs);
	await post(browser, 'role', user.id);
	expect((await mailAbout(user.email, 'Something was done')).text).toContain('add a passkey');
	const place = '/settings/security?redirectTo=%2Fadmin';
	expect((await theirs.get('/admin')).headers.get('location')).toBe(place);
	await post(browser, 'role', user.id, { role: 'person' });
	expect((await theirs.get('/admin')).status).toBe(404);
	expect((await theirs.get('/settings/profile')).status).toBe(200);
});

test('opening a person is recorded once a while for each admin, and shows nothing private', async () => {
	const user = await createUser({
		email: newAddress(),
		profile: { displayName: 'Ada of the Lamps', bio: 'Keeps bees' }
	});
	const [one, other] = [await addAdmin(), await addAdmin()];
	const page = await (await one.browser.get(`/admin/people/${user.id}`)).text();
	await one.browser.get(`/admin/people/${user.id}`);
	await other.browser.get(`/admin/people/${user.id}`);
	expect(page).toContain(user.email);
	expect(page).not.toMatch(/Ada of the Lamps|Keeps bees/);
	const looks = await db
		.select({ actor: securityEvents.actor })
		.from(securityEvents)
		.where(and(eq(securityEvents.userId, user.id), eq(securityEvents.type, 'account-viewed')));
	expect(looks).toEqual([{ actor: one.user.id }, { actor: other.user.id }]);
	expect((await one.browser.get('/admin/people/nobody')).status).toBe(404);
});

describe('the last admin', () => {
	const by = { actor: 'operator', reason };
	const others = async () => {
		await db.update(users).set({ role: 'person' }).where(eq(users.role, 'admin'));
	};

	test('stays, whoever would end it', async () => {
		await others();
		const last = await addAdmin();
		const email = last.email;
		for (const act of [
			suspendPerson,
			closePerson,
			(help: Parameters<typeof closePerson>[0]) => setRoleOf(help, 'person')
		]) {
			expect(await act({ email, by })).toEqual({ ok: false, why: 'last-admin' });
		}
		// One who is suspended is nobody who could run the site.
		const idle = await addAdmin();
		expect(await suspendPerson({ email: idle.email, by })).toMatchObject({ ok: true });
		expect(await closePerson({ email, by })).toEqual({ ok: false, why: 'last-admin' });
		expect(await endSessions({ email, by })).toMatchObject({ ok: true });
	});

	test('is left of two who take the role from each other at once', async () => {
		await others();
		const [one, other] = [await addAdmin(), await addAdmin()];
		const take = (from: typeof one, actor: typeof one) =>
			setRoleOf({ userId: from.user.id, by: { actor: actor.user.id, reason } }, 'person');
		const results = await Promise.all([take(one, other), take(other, one)]);
		expect(results.filter(({ ok }) => ok)).toHaveLength(1);
		expect(results).toContainEqual({ ok: false, why: 'no-admin' });
	});
});
