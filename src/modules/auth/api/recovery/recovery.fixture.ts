import { eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { openBrowser, type Browser } from '$tests/app';
import { mailAbout, tokenIn } from '$tests/mails';
import { newAddress, signedInPerson } from '$tests/people';
import { users } from '../../models/z.user';

export const DAY = 24 * 60 * 60 * 1000;

/** Asks for another address and opens the link from the mail, in the same browser. */
export async function changeAddress(browser: Browser, email: string): Promise<Response> {
	await browser.post('/settings/account?/changeEmail', { email });
	const token = tokenIn(await mailAbout(email, 'Confirm your new'));
	return browser.post(`/change-email?token=${token}`, { token });
}

/** The token by which the owner of an old address takes a change back. */
export const undoToken = async (address: string) =>
	tokenIn(await mailAbout(address, 'address was changed'));

/** Posts an undo or not-me link, from a browser without a session. */
export const useLink = (page: 'undo' | 'not-me', token: string, browser = openBrowser()) =>
	browser.post(`/${page}?token=${token}`, { token });

export async function emailOf(userId: string): Promise<string | undefined> {
	const user = await db.select().from(users).where(eq(users.id, userId)).get();
	return user?.email;
}

/** A person whose address was changed by somebody in their session. */
export async function robbedPerson() {
	const { user, email, browser } = await signedInPerson();
	const thiefEmail = newAddress();
	await changeAddress(browser, thiefEmail);
	return { userId: user.id, email, thief: browser, thiefEmail };
}
