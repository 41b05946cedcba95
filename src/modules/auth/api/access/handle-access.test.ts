import { eq } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { openBrowser, type Browser } from '$tests/app';
import { createAuthenticator } from '$tests/authenticator';
import { createUser } from '$tests/factories';
import { givePasskey } from '$tests/passkeys';
import { openSession, PASSWORD, signedInPerson } from '$tests/people';
import { addApp } from '$tests/second-factor';
import { securityEvents } from '$modules/activity/models/z.security-event';
import { db } from '@/server/db/client';
import { createToken } from '@/server/secrets';
import { passkeys } from '../../models/z.passkey';
import { sessions } from '../../models/z.session';
import { users } from '../../models/z.user';
import { countRecoveryCodes } from '../factors/recovery-codes/recovery-code-store';
import { createPendingSignIn, createSession } from '../session/session-store';
import { joinRoutes } from '@/feature/join-features';
import { features } from '../../../../features';

const routePolicies = joinRoutes(features);

type Module = { actions?: Record<string, unknown> } & Record<string, unknown>;

const pages = import.meta.glob<Module>('/src/routes/**/+page*.{ts,svelte}', {
	exhaustive: true
});
const endpoints = import.meta.glob<Module>('/src/routes/**/+server.ts', { exhaustive: true });
const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

/** `/src/routes/(app)/settings/+page.server.ts` → `/(app)/settings` */
const routeId = (file: string) => file.replace('/src/routes', '').replace(/\/\+[^/]+$/, '') || '/';

/** A path that this route answers. */
const pathOf = (id: string) =>
	id.replaceAll(/\/\([^)]+\)/g, '').replaceAll(/\[\[?(?:\.\.\.)?[^\]]+\]?\]/g, 'x') || '/';

const pageIds = new Set(Object.keys(pages).map(routeId));
const endpointIds = new Set(Object.keys(endpoints).map(routeId));
const ids = [...new Set([...pageIds, ...endpointIds])].sort();
const openTo = (...who: (string | undefined)[]) =>
	Object.entries(routePolicies).flatMap(([id, policy]) =>
		who.includes(policy.openTo) ? [id] : []
	);
const open = openTo('everybody', 'signed-out');
/** Of the people who run the site: for anybody else who is signed in they are not there. */
const isForAdmins = (id: string) => id.startsWith('/(admin)/');
const closed = ids.filter((id) => !open.includes(id));

/** `prototype` too: a default action beside named ones keeps those there. */
function namesOf(actions: object): string[] {
	const names = [];
	for (const name in actions) names.push(name);
	return names;
}

async function actionsOf(id: string): Promise<string[]> {
	const file = `/src/routes${id === '/' ? '' : id}/+page.server.ts`;
	const { actions = {} } = (await pages[file]?.()) ?? {};
	return namesOf(actions).map((name) => (name === 'default' ? '' : `?/${name}`));
}

function expectRefusal(response: Response, path: string) {
	const location = response.headers.get('location') ?? '';
	expect([path, response.status]).toEqual([path, 303]);
	const target = new URL(location, 'http://localhost:3000');
	expect([target.origin, target.pathname]).toEqual(['http://localhost:3000', '/sign-in']);
	expect(target.searchParams.get('redirectTo')).toBe(path);
}

/** That whoever has this token, in whatever cookie, is sent to sign in from all that is closed. */
async function expectNothingOpens(token: string) {
	for (const id of closed) {
		const path = pathOf(id);
		const browser = openBrowser();
		for (const name of ['pending', 'session', 'device', 'signup']) browser.jar.set(name, token);
		expectRefusal(await browser.get(path), path);
		const data = await browser.get(`${path}/__data.json`);
		expect(await data.json()).toMatchObject({ type: 'redirect' });
		for (const action of await actionsOf(id)) {
			expectRefusal(await browser.post(path + action, { x: 'y' }), path);
		}
	}
}

describe('default-deny', () => {
	test('finds the routes of this project', () => {
		expect(ids.length).toBeGreaterThan(15);
		expect(closed).toContain('/(app)/settings/security');
		expect(endpointIds.has('/healthz')).toBe(true);
	});

	test('the policies name only routes that exist, and open none of the app', () => {
		expect(Object.keys(routePolicies).filter((id) => !ids.includes(id))).toEqual([]);
		expect(openTo('signed-out')).toEqual(['/(auth)/sign-up', '/(auth)/sign-in']);
		expect(open.filter((id) => id.startsWith('/(app)'))).toEqual([]);
	});

	test.each(closed)(
		'a signed-out caller is sent from %s to sign in, whatever the method',
		async (id) => {
			const path = pathOf(id);
			for (const method of methods) {
				expectRefusal(await openBrowser().send(path, { method }), path);
			}
			const data = await openBrowser().get(`${path}/__data.json`);
			expect(await data.json()).toMatchObject({
				type: 'redirect',
				location: `/sign-in?redirectTo=${encodeURIComponent(path)}`
			});
		}
	);

	test.each(closed)('a signed-out caller cannot post to any action of %s', async (id) => {
		const path = pathOf(id);
		for (const action of ['', '?/nothing', ...(await actionsOf(id))]) {
			expectRefusal(await openBrowser().post(path + action, { x: 'y' }), path);
			const enhanced = await openBrowser().enhance(path + action, { x: 'y' });
			expect(enhanced).toMatchObject({ type: 'redirect', status: 303 });
			expect(enhanced.location).toBe(`/sign-in?redirectTo=${encodeURIComponent(path)}`);
		}
	});

	test('a sign-in that waits for its second step opens nothing that is closed', async () => {
		await expectNothingOpens(await waitingSignIn());
	});

	test('a sign-in to a suspended account opens nothing that is closed, nor does a session', async () => {
		await expectNothingOpens(await suspendedSignIn());
	});

	test.each(open)('%s is open: it does not ask to sign in', async (id) => {
		const response = await openBrowser().get(pathOf(id));
		expect(response.headers.get('location') ?? '').not.toContain('/sign-in');
		expect(response.status).toBeLessThan(500);
	});

	test('a path without a route is 404 for everybody, and not a way in', async () => {
		for (const path of [
			'/settings/nothing',
			'/nowhere',
			'/admin/nothing',
			'/settings/profile/x',
			'/(app)'
		]) {
			expect((await openBrowser().get(path)).status).toBe(404);
		}
	});

	test('no way of writing a closed path opens it', async () => {
		const ways = [
			'/settings/profile/',
			'//settings/profile',
			'/settings//profile',
			'/settings/./profile',
			'/x/../settings/profile',
			'/settings/%70rofile',
			'/settings%2Fprofile',
			'/SETTINGS/PROFILE',
			'/settings/profile;x',
			'/settings/profile%00',
			'/settings/profile?redirectTo=/',
			'/settings/profile/__data.json?x-sveltekit-invalidated=11'
		];
		for (const way of ways) {
			const response = await openBrowser().get(way);
			const opened = response.status === 200 && !(await response.text()).includes('"redirect"');
			expect([way, opened]).toEqual([way, false]);
		}
	});
});

/** The token of a sign-in that waits for its second step. */
async function waitingSignIn(): Promise<string> {
	const { id: userId } = await createUser();
	await addApp(userId);
	const proved = { method: 'password', amr: 'pwd', passkeyId: null, via: 'password' } as const;
	const waits = { reason: 'second-factor', eventId: null, newBrowser: true } as const;
	return createPendingSignIn({ userId, ...proved, ...waits, now: new Date() }, db);
}

/** One that took every step, to an account that is suspended; with a session that outlived that. */
async function suspendedSignIn(): Promise<string> {
	const { id: userId } = await createUser();
	const now = new Date();
	await db.update(users).set({ suspendedAt: now }).where(eq(users.id, userId));
	const token = createToken();
	const proved = { method: 'password', amr: 'pwd', passkeyId: null } as const;
	const client = { address: '192.0.2.1', userAgent: 'Test/1.0' };
	await createSession({ userId, ...proved, token, client, now }, db);
	const waits = { reason: 'suspended', eventId: null, via: 'password', newBrowser: true } as const;
	return createPendingSignIn({ userId, ...proved, ...waits, token, now }, db);
}

/** A browser in the session of an account that has no way in yet. */
async function openUnfinished() {
	const browser = openBrowser();
	const { id: userId } = await createUser();
	const client = { address: browser.address, userAgent: 'Test/1.0' };
	const proved = { method: 'sign-up', amr: 'mail', missing: 'way-in' } as const;
	const token = await createSession({ userId, ...proved, client, now: new Date() }, db);
	browser.jar.set('session', token);
	return browser;
}

describe('a session that lacks a way in', () => {
	const unfinished = Object.entries(routePolicies).flatMap(([id, policy]) =>
		policy.opensUnfinished ? [id] : []
	);

	test('opens its own page, what leaves it, what a browser asks for, and the links of mails', () => {
		expect(unfinished.sort()).toEqual([
			'/(app)/settings/sessions/current',
			'/(app)/welcome/passkey',
			'/(auth)/invitation',
			'/(auth)/not-me',
			'/(auth)/recover/finish',
			'/(auth)/recover/stop',
			'/(auth)/reset-password',
			'/(auth)/sign-out',
			'/(auth)/sign-up/verify',
			'/(auth)/undo',
			'/(public)/preferences'
		]);
	});

	test.each(ids.filter((id) => !unfinished.includes(id) && !isForAdmins(id)))(
		'is led from %s to the page that makes up for it, whatever the method and the action',
		async (id) => {
			const browser = await openUnfinished();
			const path = pathOf(id);
			const back = openTo('signed-out').includes(id) ? '/' : path;
			const place = `/welcome/passkey?${new URLSearchParams({ redirectTo: back })}`;
			const where = ({ status, headers }: Response) => [path, status, headers.get('location')];
			for (const method of methods) {
				expect(where(await browser.send(path, { method }))).toEqual([path, 303, place]);
			}
			const data = await browser.get(`${path === '/' ? '' : path}/__data.json`);
			expect(await data.json()).toMatchObject({ type: 'redirect', location: place });
			for (const action of ['', ...(await actionsOf(id))]) {
				const posted = await browser.post(path + action, { x: 'y' });
				expect(where(posted)).toEqual([path, 303, place]);
			}
		}
	);

	test('chooses theme and language, and signs out', async () => {
		const browser = await openUnfinished();
		const chosen = await browser.post('/preferences', { theme: 'dark', locale: 'de' });
		expect(chosen.headers.get('location')).toBe('/');
		expect((await browser.get('/settings/sessions/current')).status).toBe(200);
		expect((await browser.post('/sign-out')).headers.get('location')).toBe('/');
		expect((await browser.get('/')).status).toBe(200);
	});

	test('comes to a page in three steps at most, and to where it wanted afterwards', async () => {
		const browser = await openUnfinished();
		const first = await follow(browser, '/sign-in?redirectTo=/settings/profile');
		expect(first).toMatchObject({
			steps: ['/welcome/passkey?redirectTo=%2Fsettings%2Fprofile'],
			status: 200
		});
		const [, challenge = ''] = /challenge:"([\w-]+)"/.exec(first.html) ?? [];
		const [, id = ''] = /user:\{id:"([\w-]+)"/.exec(first.html) ?? [];
		const credential = createAuthenticator().create({ challenge, user: { id } });
		const action = '/welcome/passkey?/passkey&redirectTo=%2Fsettings%2Fprofile';
		const made = await browser.post(action, { credential });
		expect([made.status, made.headers.get('location')]).toEqual([303, '/settings/profile']);
		expect(await follow(browser, '/settings/profile')).toMatchObject({ steps: [], status: 200 });
	});
});

/** A browser in the session of an account that has to get a second factor first. */
async function openWithoutFactor() {
	const { user, browser } = await signedInPerson();
	await db.update(users).set({ factorRequiredAt: new Date() }).where(eq(users.id, user.id));
	await db.update(sessions).set({ confirmedAt: new Date() }).where(eq(sessions.userId, user.id));
	return { user, browser };
}

/** The post that adds a passkey, ready to be sent. */
async function passkeyPost(browser: Browser, query = '') {
	const html = await (await browser.get(`/settings/security?${query}`)).text();
	const [, challenge = ''] = /challenge:"([\w-]+)"/.exec(html) ?? [];
	const [, id = ''] = /user:\{id:"([\w-]+)"/.exec(html) ?? [];
	const credential = createAuthenticator().create({ challenge, user: { id } });
	return () => browser.post(`/settings/security?/addPasskey&${query}`, { credential });
}

describe('a session of an account that has to get a second factor', () => {
	const opensBesides = Object.entries(routePolicies).flatMap(([id, policy]) =>
		policy.opensWithoutFactor ? [id] : []
	);
	const unfinished = Object.entries(routePolicies).flatMap(([id, policy]) =>
		policy.opensUnfinished ? [id] : []
	);
	const shut = ids.filter(
		(id) => ![...opensBesides, ...unfinished].includes(id) && !isForAdmins(id)
	);

	test('opens the page that sets one up, the confirmation for it, and pictures', () => {
		expect(opensBesides.sort()).toEqual([
			'/(app)/confirm',
			'/(app)/confirm/resume',
			'/(app)/settings/security',
			'/(auth)/oauth/[provider]/callback',
			'/(public)/avatars/[id]'
		]);
	});

	test('is led there from everywhere else, whatever the method and the action', async () => {
		const { browser } = await openWithoutFactor();
		const where = ({ status, headers }: Response) => [status, headers.get('location')];
		for (const id of shut) {
			const path = pathOf(id);
			const back = openTo('signed-out').includes(id) ? '/' : path;
			const place = `/settings/security?${new URLSearchParams({ redirectTo: back })}`;
			const answers = [
				...(await Promise.all(methods.map((method) => browser.send(path, { method })))),
				...(await Promise.all(
					['', ...(await actionsOf(id))].map((action) => browser.post(path + action, { x: 'y' }))
				))
			];
			for (const answer of answers) expect([path, where(answer)]).toEqual([path, [303, place]]);
			const data = await browser.get(`${path === '/' ? '' : path}/__data.json`);
			expect(await data.json()).toMatchObject({ type: 'redirect', location: place });
		}
	});

	test('finds nothing on that page but what sets one up', async () => {
		const { user, browser } = await openWithoutFactor();
		const html = await (await browser.get('/settings/security')).text();
		expect(html).toContain('Your account has to have a second factor.');
		expect(html).not.toContain('name="newPassword"');
		const actions = await actionsOf('/(app)/settings/security');
		const { opensWithoutFactor } = routePolicies['/(app)/settings/security'] ?? {};
		for (const action of ['', ...actions]) {
			if (opensWithoutFactor?.includes(action.slice(2))) continue;
			const answer = await browser.post(`/settings/security${action}`, {});
			expect([action, answer.headers.get('location')]).toEqual([action, '/settings/security']);
		}
		expect(await db.$count(securityEvents, eq(securityEvents.userId, user.id))).toBe(0);
	});

	test('confirms, chooses theme and language, and signs out', async () => {
		const { browser } = await openWithoutFactor();
		await db.update(sessions).set({ confirmedAt: new Date(0) });
		const asked = await (await browser.get('/settings/security')).text();
		expect(asked).toContain('/confirm?redirectTo=%2Fsettings%2Fsecurity');
		const confirmed = await browser.post('/confirm?/password', { password: PASSWORD });
		expect(confirmed.status).toBe(303);
		expect((await browser.post('/preferences', { theme: 'dark', locale: 'de' })).status).toBe(303);
		expect((await browser.post('/sign-out')).headers.get('location')).toBe('/');
	});

	test('comes to a page in three steps at most, and with a passkey to where it wanted', async () => {
		const { user, browser } = await openWithoutFactor();
		const first = await follow(browser, '/sign-in?redirectTo=/settings/profile');
		const query = 'redirectTo=%2Fsettings%2Fprofile';
		expect(first).toMatchObject({ steps: [`/settings/security?${query}`], status: 200 });
		const added = await (await passkeyPost(browser, query))();
		expect([added.status, added.headers.get('location')]).toEqual([
			303,
			`/settings/security/recovery-codes?${query}`
		]);
		expect(await countRecoveryCodes({ userId: user.id })).toBe(10);
		expect(await follow(browser, '/settings/profile')).toMatchObject({ steps: [], status: 200 });
	});

	test('gets one factor where two browsers set one up at once; the other is signed out', async () => {
		const { user, browser } = await openWithoutFactor();
		const other = openBrowser();
		await openSession(user.id, other);
		const posts = [await passkeyPost(browser), await passkeyPost(other)];
		const places = await Promise.all(
			posts.map(async (post) => (await post()).headers.get('location')?.split('?')[0])
		);
		expect(places.sort()).toEqual(['/settings/security/recovery-codes', '/sign-in']);
		expect(await db.$count(passkeys, eq(passkeys.userId, user.id))).toBe(1);
	});

	test.each([
		['an app', (user: { id: string }) => addApp(user.id)],
		['a passkey', givePasskey]
	])('is shut out of nothing where the account has %s', async (_, give) => {
		const { user, browser } = await openWithoutFactor();
		await give(user as Parameters<typeof givePasskey>[0]);
		expect((await browser.get('/settings/profile')).status).toBe(200);
	});

	test('is shut out where its passkey was made for another site', async () => {
		const { user, browser } = await openWithoutFactor();
		const { passkeyId } = await givePasskey(user);
		await db.update(passkeys).set({ rpId: 'moved.example' }).where(eq(passkeys.id, passkeyId));
		expect((await browser.get('/settings/profile')).status).toBe(303);
	});
});

/** Where a browser is led from a path, and the page it comes to. */
async function follow(browser: Browser, path: string) {
	const steps: string[] = [];
	for (;;) {
		const response = await browser.get(steps.at(-1) ?? path);
		const next = response.headers.get('location');
		if (next === null) return { steps, status: response.status, html: await response.text() };
		steps.push(next);
		expect(steps.length).toBeLessThanOrEqual(3);
	}
}
