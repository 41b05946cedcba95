import { and, eq } from 'drizzle-orm';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { connect, newClaims, signInWith } from '$tests/providers';
import { openBrowser } from '$tests/app';
import { mailAbout, mailsTo, tokenIn } from '$tests/mails';
import {
	isSignedIn,
	newAddress,
	openSession,
	PASSWORD,
	signedInPerson,
	signIn
} from '$tests/people';
import { db } from '@/server/db/client';
import { hashToken } from '@/server/secrets';
import { securityEvents } from '$modules/activity/models/z.security-event';
import { getPreferences } from '$modules/preferences/api/preferences-store';
import { getAvatar } from '$modules/profile/api/avatar/avatar-store';
import * as encoding from '$modules/profile/api/avatar/encode-avatar';
import { flat } from '$modules/profile/api/avatar/pictures.fixture';
import { getProfile } from '$modules/profile/api/get-profile';
import { keptForms } from '../../models/z.kept-form';
import { oauthAccounts } from '../../models/z.oauth-account';
import { sessions } from '../../models/z.session';
import { users } from '../../models/z.user';
import * as closing from '../account/close-account';
import * as changing from '../email-change/complete-email-change';
import * as asking from '../email-change/request-email-change';
import * as keeping from '../kept-form/kept-form-store';
import * as connecting from '../connections/connect-pending';
import * as disconnecting from '../connections/delete-connection';
import * as sending from '$modules/oauth/api/transaction/transaction-store';
import * as rejecting from '../sign-in/reject-sign-in';
import {
	connectInterrupted,
	interrupt,
	interruptSignedIn,
	interruptTransaction
} from './meanwhile.fixture';

afterEach(() => {
	vi.useRealTimers();
	vi.restoreAllMocks();
});

const connections = '/settings/connections';

/**
 * Somebody who has the password signs in; the owner takes the account back while a request of theirs
 * is under way, which `meanwhile` does.
 */
async function robbedPerson() {
	const { user, email } = await signedInPerson();
	const thief = openBrowser();
	await signIn(thief, email, PASSWORD);
	const token = tokenIn(await mailAbout(email, 'New sign-in'));
	const meanwhile = async () => {
		expect((await openBrowser().post('/not-me', { token })).status).toBe(303);
	};
	return { user, email, thief, meanwhile };
}

const connectionsOf = (userId: string) =>
	db.$count(oauthAccounts, eq(oauthAccounts.userId, userId));
const userOf = (userId: string) => db.select().from(users).where(eq(users.id, userId)).get();

test('nobody connects an identity while the account is taken back', async () => {
	const { user, thief, meanwhile } = await robbedPerson();
	const response = await connectInterrupted(thief, meanwhile);
	expect(response.status).toBe(400);
	expect(await response.text()).toContain('session');
	expect(await connectionsOf(user.id)).toBe(0);
});

test('nor one that waits in the browser', async () => {
	const { user, email, thief } = await robbedPerson();
	await thief.post('/sign-out');
	await signInWith(thief, newClaims({ email }));
	expect((await signIn(thief, email, PASSWORD)).headers.get('location')).toBe(connections);
	const owner = openBrowser();
	await openSession(user.id, owner);
	interrupt(connecting, 'connectPending', async () => {
		await owner.post('/settings/sessions?/revokeOthers');
	});
	const response = await thief.post(`${connections}?/connectPending`, { provider: 'one' });
	expect(response.headers.get('location')).toMatch(/^\/sign-in\?/);
	expect(await connectionsOf(user.id)).toBe(0);
});

test("nor disconnects the owner's", async () => {
	const { user, thief, meanwhile } = await robbedPerson();
	await connect(user.id, newClaims());
	await connect(user.id, newClaims(), 'two');
	await db
		.update(oauthAccounts)
		.set({ createdAt: new Date(0) })
		.where(eq(oauthAccounts.userId, user.id));
	interrupt(disconnecting, 'deleteConnection', meanwhile);
	const response = await thief.post(`${connections}?/disconnect`, { provider: 'one' });
	expect(response.headers.get('location')).toMatch(/^\/sign-in\?/);
	expect(await connectionsOf(user.id)).toBe(2);
});

test('nor closes the account', async () => {
	const { user, thief, meanwhile } = await robbedPerson();
	interrupt(closing, 'closeAccount', meanwhile);
	const response = await thief.post('/settings/account?/delete');
	expect(response.headers.get('location')).toMatch(/^\/sign-in\?/);
	expect((await userOf(user.id))?.closedAt).toBeNull();
});

test('nor changes the address, whatever ended the session', async () => {
	const { user, email, thief } = await robbedPerson();
	const thiefEmail = newAddress();
	await thief.post('/settings/account?/changeEmail', { email: thiefEmail });
	const token = tokenIn(await mailAbout(thiefEmail, 'Confirm your new'));
	const owner = openBrowser();
	await openSession(user.id, owner);
	interrupt(changing, 'completeEmailChange', async () => {
		await owner.post('/settings/sessions?/revokeOthers');
	});
	const response = await thief.post('/change-email', { token });
	const back = new URLSearchParams({ redirectTo: `/change-email?token=${token}` });
	expect(response.headers.get('location')).toBe(`/sign-in?${back}`);
	expect((await userOf(user.id))?.email).toBe(email);
});

describe('whoever was thrown out throws nobody out', () => {
	/** The owner takes the account back and is in again before the thief's request is carried out. */
	async function returningOwner() {
		const person = await robbedPerson();
		const meanwhile = async () => {
			await person.meanwhile();
			await openSession(person.user.id, openBrowser());
		};
		return { ...person, meanwhile };
	}
	const sessionsOf = (userId: string) => db.$count(sessions, eq(sessions.userId, userId));

	test('by signing out everywhere else', async () => {
		const { user, thief, meanwhile } = await returningOwner();
		interruptTransaction(meanwhile);
		const response = await thief.post('/settings/sessions?/revokeOthers');
		expect(response.headers.get('location')).toMatch(/^\/sign-in\?/);
		expect(await sessionsOf(user.id)).toBe(1);
	});

	test('by ending a session of theirs', async () => {
		const { user, thief } = await robbedPerson();
		const owner = openBrowser();
		const id = hashToken(await openSession(user.id, owner));
		interruptTransaction(async () => {
			await owner.post('/settings/sessions?/revokeOthers');
		});
		const response = await thief.post('/settings/sessions?/revoke', { id });
		expect(response.headers.get('location')).toMatch(/^\/sign-in\?/);
		expect(await isSignedIn(owner)).toBe(true);
	});

	test('by saying that a sign-in was not theirs', async () => {
		const { user, thief, meanwhile } = await returningOwner();
		const event = await db
			.select({ id: securityEvents.id })
			.from(securityEvents)
			.where(and(eq(securityEvents.userId, user.id), eq(securityEvents.type, 'signed-in')))
			.get();
		interrupt(rejecting, 'rejectSignIn', meanwhile);
		const response = await thief.post('/settings/activity?/notMe', { id: event!.id });
		expect(response.headers.get('location')).toMatch(/^\/sign-in\?/);
		expect(await sessionsOf(user.id)).toBe(1);
	});
});

describe('whoever was thrown out leaves nothing behind', () => {
	/** The owner signs everybody else out before the thief's request is carried out. */
	async function thrownOut() {
		const person = await robbedPerson();
		const owner = openBrowser();
		const meanwhile = async () => {
			await openSession(person.user.id, owner);
			const ended = await owner.post('/settings/sessions?/revokeOthers');
			expect(ended.headers.get('location')).toBe('/settings/sessions');
		};
		return { ...person, meanwhile };
	}

	test('no silenced mails', async () => {
		const { user, thief, meanwhile } = await robbedPerson();
		interruptSignedIn(meanwhile);
		const form = { theme: 'dark', locale: 'en', timezone: 'Europe/Berlin' };
		const response = await thief.post('/settings/preferences', form);
		expect((await getPreferences({ userId: user.id })).notifyNewSignIn).toBe(true);
		expect(response.headers.get('location')).toMatch(/^\/sign-in\?/);
	});

	test('no public profile', async () => {
		const { user, thief, meanwhile } = await thrownOut();
		interruptSignedIn(meanwhile);
		const response = await thief.post('/settings/profile?/update', { visibility: 'public' });
		expect((await getProfile({ userId: user.id }))?.visibility).toBe('private');
		expect(response.headers.get('location')).toMatch(/^\/sign-in\?/);
	});

	const picture = async () => {
		const form = new FormData();
		const bytes = new Uint8Array(await flat(60, 60).png().toBuffer());
		form.set('avatar', new File([bytes], 'me.png', { type: 'image/png' }));
		return form;
	};

	test('no picture', async () => {
		const { user, thief, meanwhile } = await thrownOut();
		interrupt(encoding, 'encodeAvatar', meanwhile);
		const response = await thief.post('/settings/profile?/avatar', await picture());
		expect(await getAvatar({ userId: user.id })).toBeNull();
		expect(response.headers.get('location')).toMatch(/^\/sign-in\?/);
	});

	test('nor takes one away', async () => {
		const { user, thief, meanwhile } = await thrownOut();
		expect((await thief.post('/settings/profile?/avatar', await picture())).status).toBe(303);
		interruptSignedIn(meanwhile);
		const response = await thief.post('/settings/profile?/removeAvatar');
		expect(await getAvatar({ userId: user.id })).not.toBeNull();
		expect(response.headers.get('location')).toMatch(/^\/sign-in\?/);
	});

	test('no language of the account, only one of the browser', async () => {
		const { user, thief, meanwhile } = await thrownOut();
		interruptSignedIn(meanwhile);
		const choices = { theme: 'dark', locale: 'de', redirectTo: '/u/somebody' };
		const response = await thief.post('/preferences', choices);
		expect(await getPreferences({ userId: user.id })).toMatchObject({ theme: null, locale: null });
		expect([response.status, response.headers.get('location')]).toEqual([303, '/u/somebody']);
		expect([thief.jar.get('theme'), thief.jar.get('locale')]).toEqual(['dark', 'de']);
	});

	test('no form that waits for a confirmation', async () => {
		const { user, thief, meanwhile } = await thrownOut();
		vi.setSystemTime(Date.now() + 16 * 60 * 1000);
		type Form = Parameters<typeof keeping.keepResumableForm>;
		interrupt<'keepResumableForm', Form, string>(keeping, 'keepResumableForm', meanwhile);
		const response = await thief.post('/settings/account?/delete');
		expect([response.status, response.headers.get('location')]).toEqual([
			303,
			'/sign-in?redirectTo=%2Fsettings%2Faccount'
		]);
		expect(await db.$count(keptForms, eq(keptForms.userId, user.id))).toBe(0);
	});

	test('no way to a provider', async () => {
		const { thief, meanwhile } = await thrownOut();
		interrupt(sending, 'createTransaction', meanwhile);
		const response = await thief.post(`${connections}?/connect`, { provider: 'one' });
		expect([response.status, response.headers.get('location')]).toEqual([
			303,
			'/sign-in?redirectTo=%2Fsettings%2Fconnections'
		]);
	});

	test('no link to another address', async () => {
		const { thief, meanwhile } = await thrownOut();
		const thiefEmail = newAddress();
		interrupt(asking, 'requestEmailChange', meanwhile);
		await thief.post('/settings/account?/changeEmail', { email: thiefEmail });
		expect(await mailsTo(thiefEmail)).toEqual([]);
	});
});
