import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { db } from '@/server/db/client';
import { profiles } from '$modules/profile/models/z.profile';
import { openBrowser } from '$tests/app';
import { codeIn, tokenIn } from '$tests/mails';
import {
	beginSignUp,
	beginSignUpWithMail,
	isSignedIn,
	newAddress,
	OTHER_PASSWORD
} from '$tests/people';
import { passwords } from '../../models/z.password';
import { sessions } from '../../models/z.session';
import { signUps } from '../../models/z.sign-up';
import { users } from '../../models/z.user';

async function expectOneAccount(email: string, responses: Response[]) {
	const accounts = await db.select({ id: users.id }).from(users).where(eq(users.email, email));
	expect(accounts).toHaveLength(1);
	const { id } = accounts[0]!;
	for (const table of [passwords, profiles, sessions]) {
		expect(await db.$count(table, eq(table.userId, id))).toBe(1);
	}
	expect(await db.$count(signUps, eq(signUps.email, email))).toBe(0);
	expect(responses.filter(({ status }) => status === 303)).toHaveLength(1);
	expect(responses.filter(({ status }) => status === 400)).toHaveLength(responses.length - 1);
}

test('50 completions at once, by codes and links of several sign-ups, make one account', async () => {
	const email = newAddress();
	const begun: Awaited<ReturnType<typeof beginSignUpWithMail>>[] = [];
	for (let i = 0; i < 5; i++) begun.push(await beginSignUpWithMail({ email }));
	const requests = Array.from({ length: 50 }, (_, i) => {
		const { browser, mail } = begun[i % begun.length]!;
		const token = tokenIn(mail);
		if (i % 3 === 0) return browser.post('/sign-up/verify', { code: codeIn(mail) });
		if (i % 3 === 1) return browser.post('/sign-up/verify?/token', { token });
		return openBrowser().post('/sign-up/verify?/token', { token, password: OTHER_PASSWORD });
	});
	await expectOneAccount(email, await Promise.all(requests));
});

test('50 posts of one link at once use it once', async () => {
	const { browser, email, mail } = await beginSignUpWithMail();
	const token = tokenIn(mail);
	const requests = Array.from({ length: 50 }, () =>
		browser.post('/sign-up/verify?/token', { token })
	);
	await expectOneAccount(email, await Promise.all(requests));
	expect(await isSignedIn(browser)).toBe(true);
});

test('50 posts of the right code at once use it once', async () => {
	const { browser, email, mail } = await beginSignUpWithMail();
	const code = codeIn(mail);
	const requests = Array.from({ length: 50 }, () => browser.post('/sign-up/verify', { code }));
	await expectOneAccount(email, await Promise.all(requests));
});

test('50 sign-ups of one address at once all get the same answer, and no account yet', async () => {
	const email = newAddress();
	const begun = await Promise.all(Array.from({ length: 50 }, () => beginSignUp({ email })));
	expect(begun.map(({ response }) => response.status)).toEqual(Array(50).fill(303));
	expect(new Set(begun.map(({ browser }) => browser.jar.get('signup'))).size).toBe(50);
	expect(await db.$count(users, eq(users.email, email))).toBe(0);
});
