import { eq } from 'drizzle-orm';
import { vi } from 'vitest';
import { db } from '@/server/db/client';
import { openBrowser, type Browser } from '$tests/app';
import { createUser } from '$tests/factories';
import { deliverMails, mailAbout, tokenIn } from '$tests/mails';
import { newAddress } from '$tests/people';
import { addApp, addRecoveryCodes } from '$tests/second-factor';
import { delayedRecoveries } from '../../models/z.delayed-recovery';
import { tokens } from '../../models/z.token';
import { createPendingSignIn } from '../session/session-store';
import { advanceDelayedRecoveries } from './advance-delayed-recoveries';

export const HOUR = 60 * 60 * 1000;

/** Lets a sign-in by password wait for its second step in a browser, without the cost of a hash. */
export async function waitInBrowser(userId: string, browser = openBrowser()): Promise<Browser> {
	const proved = { method: 'password', amr: 'pwd', via: 'password', passkeyId: null } as const;
	const waits = { reason: 'second-factor', eventId: null, newBrowser: true } as const;
	const token = await createPendingSignIn({ userId, ...proved, ...waits, now: new Date() }, db);
	browser.jar.set('pending', token);
	return browser;
}

/** Somebody with an app and recovery codes who has lost both, as far as the second step. */
export async function lostPerson() {
	const user = await createUser({ email: newAddress() });
	const app = await addApp(user.id);
	const codes = await addRecoveryCodes(user.id);
	const browser = await waitInBrowser(user.id);
	return { user, userId: user.id, email: user.email, app, codes, browser };
}

export const recoveryOf = (userId: string) =>
	db.select().from(delayedRecoveries).where(eq(delayedRecoveries.userId, userId)).get();

/** Lets time pass, and the server do what it does once a minute; its mails go out. */
export async function pass(milliseconds: number): Promise<void> {
	vi.setSystemTime(Date.now() + milliseconds);
	await deliverMails();
	await advanceDelayedRecoveries();
	await deliverMails();
}

/** Asks for a delayed recovery, and waits until its time runs. */
export async function startRecovery(browser: Browser): Promise<Response> {
	const response = await browser.post('/recover');
	await pass(0);
	return response;
}

/** The same to its end. @returns the last link's token. */
export async function awaitRecovery(person: { email: string; browser: Browser }): Promise<string> {
	await startRecovery(person.browser);
	await pass(24 * HOUR);
	await pass(25 * HOUR);
	return lastToken(person.email);
}

/** The token of the last link; the mail has that of the veto besides. */
export async function lastToken(email: string): Promise<string> {
	const { text } = await mailAbout(email, 'way back');
	const token = /\/recover\/finish\?token=([\w-]+)/.exec(text)?.[1];
	if (!token) throw new Error(`The mail has no last link:\n${text}`);
	return token;
}

export const stopToken = async (email: string): Promise<string> =>
	tokenIn(await mailAbout(email, 'Somebody asks to get into'));

export const finish = (token: string, browser = openBrowser()): Promise<Response> =>
	browser.post(`/recover/finish?token=${token}`, { token });

export const stop = (token: string, browser = openBrowser()): Promise<Response> =>
	browser.post(`/recover/stop?token=${token}`, { token });

/** How many links of its recoveries are good for an account. */
export const linksOf = async (userId: string): Promise<number> =>
	(await db.select().from(tokens).where(eq(tokens.userId, userId))).filter(({ purpose }) =>
		purpose.startsWith('recovery-')
	).length;
