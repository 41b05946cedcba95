import { and, eq } from 'drizzle-orm';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { connect, newClaims, one, signInWith } from '../../../../../tests/support/providers';
import { openBrowser, type Browser } from '../../../../../tests/support/app';
import { mailAbout, mailsTo, tokenIn } from '../../../../../tests/support/mails';
import {
	isSignedIn,
	newAddress,
	openSession,
	OTHER_PASSWORD,
	PASSWORD,
	signedInPerson,
	signIn
} from '../../../../../tests/support/people';
import { db } from '@/server/db/client';
import { hashToken } from '@/server/secrets';
import { securityEvents } from '$modules/activity/models/z.security-event';
import { getPreferences } from '$modules/preferences/api/get-preferences';
import { getAvatar } from '$modules/profile/api/avatar/get-avatar';
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
import * as keeping from '../kept-form/create-kept-form';
import * as connecting from '../oauth/connection/connect-pending';
import * as disconnecting from '../oauth/connection/delete-connection';
import { getProvider } from '../oauth/get-provider';
import * as sending from '../oauth/transaction/create-transaction';
import * as hashing from '../password/hash-password';
import { changeAddress } from '../recovery/recovery.fixture';
import * as rejecting from '../sign-in/reject-sign-in';
import * as revoking from './revoke-other-sessions';
import * as revokingOne from './revoke-session';
import * as writing from './while-signed-in';

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

/** Makes an operation wait for what happens meanwhile. */
function interrupt<N extends string, I extends unknown[], O>(
	module: { [name in N]: (...input: I) => Promise<O> },
	name: N,
	meanwhile: () => Promise<void>
) {
	const real = module[name];
	const target: Record<string, (...input: I) => Promise<O>> = module;
	vi.spyOn(target, name).mockImplementationOnce(async (...input) => {
		await meanwhile();
		return real(...input);
	});
}

const connectionsOf = (userId: string) =>
	db.$count(oauthAccounts, eq(oauthAccounts.userId, userId));
const userOf = (userId: string) => db.select().from(users).where(eq(users.id, userId)).get();

async function leaveToConnect(browser: Browser) {
	const response = await browser.post(`${connections}?/connect`, { provider: 'one' });
	return response.headers.get('location')!;
}

test('nobody connects an identity while the account is taken back', async () => {
	const { user, thief, meanwhile } = await robbedPerson();
	const callback = one.approve(await leaveToConnect(thief), newClaims());
	const provider = getProvider('one')!;
	const real = provider.fetchIdentity;
	vi.spyOn(provider, 'fetchIdentity').mockImplementationOnce(async (...answer) => {
		await meanwhile();
		return real(...answer);
	});
	const response = await thief.get(callback);
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
		interrupt(revoking, 'revokeOtherSessions', meanwhile);
		const response = await thief.post('/settings/sessions?/revokeOthers');
		expect(response.headers.get('location')).toMatch(/^\/sign-in\?/);
		expect(await sessionsOf(user.id)).toBe(1);
	});

	test('by ending a session of theirs', async () => {
		const { user, thief } = await robbedPerson();
		const owner = openBrowser();
		const id = hashToken(await openSession(user.id, owner));
		interrupt(revokingOne, 'revokeSession', async () => {
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
		await openSession(person.user.id, owner);
		const meanwhile = async () => {
			expect((await owner.post('/settings/sessions?/revokeOthers')).status).toBe(303);
		};
		return { ...person, meanwhile };
	}

	test('no silenced mails', async () => {
		const { user, thief, meanwhile } = await robbedPerson();
		interrupt(writing, 'whileSignedIn', meanwhile);
		const form = { theme: 'dark', locale: 'en', timezone: 'Europe/Berlin' };
		const response = await thief.post('/settings/preferences', form);
		expect((await getPreferences({ userId: user.id })).notifyNewSignIn).toBe(true);
		expect(response.headers.get('location')).toMatch(/^\/sign-in\?/);
	});

	test('no public profile', async () => {
		const { user, thief, meanwhile } = await thrownOut();
		interrupt(writing, 'whileSignedIn', meanwhile);
		const response = await thief.post('/settings/profile?/update', { visibility: 'public' });
		expect((await getProfile({ userId: user.id }))?.visibility).toBe('private');
		expect(response.headers.get('location')).toMatch(/^\/sign-in\?/);
	});

	test('no picture', async () => {
		const { user, thief, meanwhile } = await thrownOut();
		interrupt(encoding, 'encodeAvatar', meanwhile);
		const form = new FormData();
		const bytes = new Uint8Array(await flat(60, 60).png().toBuffer());
		form.set('avatar', new File([bytes], 'me.png', { type: 'image/png' }));
		const response = await thief.post('/settings/profile?/avatar', form);
		expect(await getAvatar({ userId: user.id })).toBeNull();
		expect(response.headers.get('location')).toMatch(/^\/sign-in\?/);
	});

	test('no form that waits for a confirmation', async () => {
		const { user, thief, meanwhile } = await thrownOut();
		vi.setSystemTime(Date.now() + 16 * 60 * 1000);
		type Form = Parameters<typeof keeping.createKeptForm>;
		interrupt<'createKeptForm', Form, string | null>(keeping, 'createKeptForm', meanwhile);
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

describe('the mail goes to the address that the account has by then', () => {
	/** Somebody in one session changes the address while a request of another is under way. */
	async function movingPerson() {
		const { user, email, browser } = await signedInPerson();
		const other = openBrowser();
		await openSession(user.id, other);
		const newEmail = newAddress();
		const meanwhile = async () => {
			expect((await changeAddress(other, newEmail)).status).toBe(303);
		};
		const told = async () => (await mailsTo(newEmail)).map(({ subject }) => subject).slice(1);
		return { user, email, browser, meanwhile, told };
	}

	test('on a new connection', async () => {
		const { browser, meanwhile, told } = await movingPerson();
		const callback = one.approve(await leaveToConnect(browser), newClaims());
		const provider = getProvider('one')!;
		const real = provider.fetchIdentity;
		vi.spyOn(provider, 'fetchIdentity').mockImplementationOnce(async (...answer) => {
			await meanwhile();
			return real(...answer);
		});
		await browser.get(callback);
		expect(await told()).toEqual(['One was connected to your Porchlight account']);
	});

	test('on one that is gone', async () => {
		const { user, browser, meanwhile, told } = await movingPerson();
		await connect(user.id, newClaims());
		interrupt(disconnecting, 'deleteConnection', meanwhile);
		await browser.post(`${connections}?/disconnect`, { provider: 'one' });
		expect(await told()).toHaveLength(1);
	});

	test('on a new password', async () => {
		const { browser, meanwhile, told } = await movingPerson();
		interrupt<'hashPassword', [string], string>(hashing, 'hashPassword', meanwhile);
		const passwords = { currentPassword: PASSWORD, newPassword: OTHER_PASSWORD };
		const response = await browser.post('/settings/security?/changePassword', passwords);
		expect(response.status).toBe(303);
		expect(await told()).toHaveLength(1);
	});
});
