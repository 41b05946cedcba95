import { eq } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import { connectInterrupted, interruptTransaction } from '../session/meanwhile.fixture';
import { db } from '@/server/db/client';
import { openBrowser } from '$tests/app';
import { mailAbout, tokenIn } from '$tests/mails';
import { newAddress, openSession, PASSWORD, signedInPerson, signIn } from '$tests/people';
import { oauthAccounts } from '../../models/z.oauth-account';
import { users } from '../../models/z.user';
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

test('undo takes away an identity whose connecting had begun before the address changed', async () => {
	const { userId, email, thief, changeMeanwhile } = await thiefInTwoSessions();
	await connectInterrupted(thief, changeMeanwhile);
	expect((await useLink('undo', await undoToken(email))).status).toBe(303);
	expect(await emailOf(userId)).toBe(email);
	expect(await db.$count(oauthAccounts, eq(oauthAccounts.userId, userId))).toBe(0);
});

test('undo opens an account whose closing had begun before the address changed', async () => {
	const { userId, email, thief, changeMeanwhile } = await thiefInTwoSessions();
	interruptTransaction(changeMeanwhile);
	expect((await thief.post('/settings/account?/delete')).status).toBe(303);
	const closedAt = async () =>
		(await db.select().from(users).where(eq(users.id, userId)).get())?.closedAt;
	expect(await closedAt()).toBeInstanceOf(Date);
	expect((await useLink('undo', await undoToken(email))).status).toBe(303);
	expect(await closedAt()).toBeNull();
});

test('a not-me link is good where the address changed after what it tells of, though asked for before', async () => {
	const { user, email, browser: thief } = await signedInPerson();
	const thiefEmail = newAddress();
	await thief.post('/settings/account?/changeEmail', { email: thiefEmail });
	const token = tokenIn(await mailAbout(thiefEmail, 'Confirm your new'));
	interruptTransaction(async () => {
		vi.setSystemTime(Date.now() + 1_000);
		await signIn(openBrowser(), email, PASSWORD);
		vi.setSystemTime(Date.now() + 1_000);
	});
	expect((await thief.post('/change-email', { token })).status).toBe(303);
	const notMe = tokenIn(await mailAbout(email, 'New sign-in'));
	expect((await useLink('not-me', notMe)).status).toBe(303);
	expect(await emailOf(user.id)).toBe(email);
});
