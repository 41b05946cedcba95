import { expect } from 'vitest';
import { db } from '@/server/db/client';
import { avatars } from '$modules/profile/models/z.avatar';
import { openBrowser, type Browser } from '$tests/app';
import { createUser } from '$tests/factories';
import { newAddress, openSession, PASSWORD, signIn } from '$tests/people';
import { createPendingSignIn } from '../session/session-store';
import { suspendAccount } from './suspend-account';

export const client = { address: '192.0.2.1', userAgent: 'Test/1.0' };
export const DAY = 24 * 60 * 60 * 1000;
export const here = '/account-suspended';

let names = 1;

/** Somebody with a public profile and a picture, signed in to a browser. */
export async function visiblePerson() {
	const username = `rover${'z'.repeat(names++)}`;
	const profile = { username, visibility: 'public' } as const;
	const user = await createUser({ email: newAddress(), password: PASSWORD, profile });
	const { id: userId, email } = user;
	const picture = { bytes: Buffer.from('a picture'), createdAt: new Date() };
	const [avatar] = await db
		.insert(avatars)
		.values({ userId, ...picture })
		.returning();
	const browser = openBrowser();
	await openSession(userId, browser);
	return {
		user,
		userId,
		email,
		browser,
		profile: `/u/${username}`,
		picture: `/avatars/${avatar!.id}`
	};
}

/** The same, suspended. */
export async function suspendedPerson() {
	const person = await visiblePerson();
	expect(await suspendAccount({ userId: person.userId, client })).toBeTruthy();
	return person;
}

/** Signs in with the password as far as the page. */
export async function atThePage(email: string, browser = openBrowser()): Promise<Browser> {
	const answer = await signIn(browser, email, PASSWORD, '/settings/profile');
	expect([answer.status, answer.headers.get('location')]).toEqual([303, here]);
	return browser;
}

/** The same without the cost of a hash. */
export async function waitAtThePage(userId: string, browser = openBrowser()): Promise<Browser> {
	const proved = { method: 'password', amr: 'pwd', via: 'password', passkeyId: null } as const;
	const waits = { reason: 'suspended', eventId: null, newBrowser: false } as const;
	const token = await createPendingSignIn({ userId, ...proved, ...waits, now: new Date() }, db);
	browser.jar.set('pending', token);
	return browser;
}
