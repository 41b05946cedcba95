import { expect, test, vi } from 'vitest';
import { db } from '@/server/db/client';
import { openBrowser } from '$tests/app';
import { beginSignUp, PASSWORD, signIn, signedInPerson } from '$tests/people';
import { signUps } from '../../models/z.sign-up';

// Read at the first request.
vi.hoisted(() => (process.env.SIGN_UP = 'closed'));

test('with SIGN_UP=closed nobody new comes in, and the page says so', async () => {
	const { response, browser } = await beginSignUp();
	expect(response.status).toBe(403);
	expect(await db.$count(signUps)).toBe(0);
	expect(browser.jar.names()).toEqual([]);
	const page = await (await openBrowser().get('/sign-up')).text();
	expect(page).toContain('Sign-up is closed here</h1>');
	expect(page).not.toContain('name="password"');
});

test('with SIGN_UP=closed people who have an account sign in as ever', async () => {
	const { email } = await signedInPerson();
	expect((await signIn(openBrowser(), email, PASSWORD)).status).toBe(303);
});
