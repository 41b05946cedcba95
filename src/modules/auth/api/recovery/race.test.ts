import { eq } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import { newClaims, one } from '../../../../../tests/support/providers';
import { db } from '@/server/db/client';
import { openBrowser, type Browser } from '../../../../../tests/support/app';
import { newAddress, openSession, signedInPerson } from '../../../../../tests/support/people';
import { oauthAccounts } from '../../models/z.oauth-account';
import { users } from '../../models/z.user';
import { getProvider } from '../oauth/get-provider';
import { changeAddress, emailOf, undoToken, useLink } from './recovery.fixture';

afterEach(() => {
	vi.useRealTimers();
	vi.restoreAllMocks();
});

/** A thief in two sessions: in one a request is under way while the other changes the address. */
async function thiefInTwoSessions() {
	const { user, email, browser } = await signedInPerson();
	const second = openBrowser();
	await openSession(user.id, second);
	const changeMeanwhile = async () => {
		vi.setSystemTime(Date.now() + 1_000);
		expect((await changeAddress(second, newAddress())).status).toBe(303);
		vi.setSystemTime(Date.now() + 1_000);
	};
	return { userId: user.id, email, thief: browser, changeMeanwhile };
}

async function leaveToConnect(browser: Browser) {
	const response = await browser.post('/settings/connections?/connect', { provider: 'one' });
	return response.headers.get('location')!;
}

test('undo takes away an identity whose connecting had begun before the address changed', async () => {
	const { userId, email, thief, changeMeanwhile } = await thiefInTwoSessions();
	const callback = one.approve(await leaveToConnect(thief), newClaims());
	const provider = getProvider('one')!;
	const real = provider.fetchIdentity;
	vi.spyOn(provider, 'fetchIdentity').mockImplementationOnce(async (...answer) => {
		await changeMeanwhile();
		return real(...answer);
	});
	await thief.get(callback);
	expect((await useLink('undo', await undoToken(email))).status).toBe(303);
	expect(await emailOf(userId)).toBe(email);
	expect(await db.$count(oauthAccounts, eq(oauthAccounts.userId, userId))).toBe(0);
});

test('undo opens an account whose closing had begun before the address changed', async () => {
	const { userId, email, thief, changeMeanwhile } = await thiefInTwoSessions();
	const transaction = db.transaction.bind(db);
	vi.spyOn(db, 'transaction').mockImplementationOnce(async (work, config) => {
		await changeMeanwhile();
		return transaction(work, config);
	});
	expect((await thief.post('/settings/account?/delete')).status).toBe(303);
	const closedAt = async () =>
		(await db.select().from(users).where(eq(users.id, userId)).get())?.closedAt;
	expect(await closedAt()).toBeInstanceOf(Date);
	expect((await useLink('undo', await undoToken(email))).status).toBe(303);
	expect(await closedAt()).toBeNull();
});
