import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { siteName } from '@/site';
import { openBrowser } from '$tests/app';
import { mailAbout, tokenIn } from '$tests/mails';
import {
	newAddress,
	openSession,
	OTHER_PASSWORD,
	PASSWORD,
	signedInPerson,
	signIn
} from '$tests/people';
import { db } from '@/server/db/client';
import { users } from '../../models/z.user';

const userOf = (userId: string) => db.select().from(users).where(eq(users.id, userId)).get();

test('a new password voids the links that were asked for before', async () => {
	const { user, email } = await signedInPerson();
	const [owner, thief] = [openBrowser(), openBrowser()];
	for (const browser of [owner, thief]) await openSession(user.id, browser);
	const thiefEmail = newAddress();
	await thief.post('/settings/account?/changeEmail', { email: thiefEmail });
	const change = tokenIn(await mailAbout(thiefEmail, 'Confirm your new'));
	await openBrowser().post('/forgot-password', { email });
	const reset = tokenIn(await mailAbout(email, `Set a new ${siteName} password`));

	const passwords = { currentPassword: PASSWORD, newPassword: OTHER_PASSWORD };
	expect((await owner.post('/settings/security?/changePassword', passwords)).status).toBe(303);
	// Not even where its owner is lured to press the button.
	expect((await owner.post('/change-email', { token: change })).status).toBe(400);
	const again = { token: reset, password: 'copper sail orchard 77' };
	expect((await openBrowser().post('/reset-password', again)).status).toBe(400);
	expect((await userOf(user.id))?.email).toBe(email);
	expect((await signIn(openBrowser(), email, OTHER_PASSWORD)).status).toBe(303);
});

test('so does saying of a sign-in that it was somebody else', async () => {
	const { user, email } = await signedInPerson();
	const thief = openBrowser();
	await signIn(thief, email, PASSWORD);
	const thiefEmail = newAddress();
	await thief.post('/settings/account?/changeEmail', { email: thiefEmail });
	const change = tokenIn(await mailAbout(thiefEmail, 'Confirm your new'));
	const owner = openBrowser();
	await openSession(user.id, owner);
	const page = await (await owner.get('/settings/activity')).text();
	const id = /name="id" value="([^"]+)"/.exec(page)?.[1] ?? '';
	expect((await owner.post('/settings/activity?/notMe', { id })).status).toBe(303);
	expect((await owner.post('/change-email', { token: change })).status).toBe(400);
	expect((await userOf(user.id))?.email).toBe(email);
});

test('a reset of the password ends the sign-ins that wait for reopening', async () => {
	const { email, browser } = await signedInPerson();
	await browser.post('/settings/account?/delete');
	const thief = openBrowser();
	expect((await signIn(thief, email, PASSWORD)).headers.get('location')).toBe('/account-closed');

	await openBrowser().post('/forgot-password', { email });
	const token = tokenIn(await mailAbout(email, `Set a new ${siteName} password`));
	const reset = await openBrowser().post('/reset-password', { token, password: OTHER_PASSWORD });
	expect(reset.status).toBe(303);
	expect(await (await thief.get('/account-closed')).text()).not.toContain(email);
	expect((await thief.post('/account-closed?/reopen')).status).toBe(400);

	const owner = openBrowser();
	await signIn(owner, email, OTHER_PASSWORD);
	expect((await owner.post('/account-closed?/reopen')).status).toBe(303);
});
