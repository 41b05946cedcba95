import { afterAll, expect, inject, test } from 'vitest';
import { startLibsqlServer } from '$tests/libsql-server';

const template = `${inject('databaseFolder')}/template.db`;
const server = await startLibsqlServer({ template });
process.env.DATABASE_URL = server.url;
const { db } = await import('@/server/db/client');
const { codeIn, mailAbout, mailsTo, tokenIn } = await import('$tests/mails');
const people = await import('$tests/people');
const { openBrowser } = await import('$tests/app');
const { beginSignUpWithMail, newAddress, PASSWORD, OTHER_PASSWORD, signedInPerson, signIn } =
	people;

afterAll(async () => {
	db.$client.close();
	await server.stop();
});

/** Sends a form whose write is kept although its answer is lost, and then sends it again. */
async function sendTwice(send: () => Promise<Response>, write: string | RegExp = 'COMMIT') {
	await server.loseAnswer(write, { cut: true });
	const first = await send();
	expect(first.status).toBe(503);
	const text = await first.text();
	expect(text).toContain('know whether this was saved');
	expect(text).not.toContain('Nothing was changed');
	return send();
}

const leadsTo = (response: Response) => response.headers.get('location');

test('a sign-up sent again goes on with another mail', async () => {
	const browser = openBrowser();
	const fields = { email: newAddress(), password: PASSWORD, redirectTo: '/' };
	const again = await sendTwice(() => browser.post('/sign-up', fields));
	expect(leadsTo(again)).toBe('/sign-up/verify');
	// In whichever order they came: the code of the first one's mail costs no try.
	const statuses: number[] = [];
	for (const mail of await mailsTo(fields.email)) {
		if (statuses.at(-1) === 303) break;
		statuses.push((await browser.post('/sign-up/verify', { code: codeIn(mail) })).status);
	}
	expect(statuses.at(-1)).toBe(303);
});

test.each(['code', 'link'] as const)(
	'a %s of a sign-up sent again leads to signing in',
	async (by) => {
		const { browser, email, mail } = await beginSignUpWithMail();
		const [page, fields] =
			by === 'code'
				? ['/sign-up/verify', { code: codeIn(mail) }]
				: ['/sign-up/verify?/token', { token: tokenIn(mail) }];
		const again = await sendTwice(() => browser.post(page, fields));
		expect(again.status).toBe(400);
		const text = await again.text();
		expect(text).toMatch(/or sign in\.|Sign in if you have an account/);
		expect(text).toContain('href="/sign-in"');
		expect((await signIn(browser, email, PASSWORD)).status).toBe(303);
	}
);

test('a new password sent again leads to signing in with it', async () => {
	const { email } = await signedInPerson();
	const browser = openBrowser();
	await browser.post('/forgot-password', { email });
	const token = tokenIn(await mailAbout(email, 'Set a new'));
	const fields = { token, password: OTHER_PASSWORD };
	const again = await sendTwice(() => browser.post('/reset-password', fields));
	expect(again.status).toBe(400);
	const text = await again.text();
	expect(text).toContain('If you have set your new password with it, sign in.');
	expect(text).toContain('href="/sign-in"');
	expect((await signIn(browser, email, OTHER_PASSWORD)).status).toBe(303);
});

test('a profile sent again is saved', async () => {
	const { browser } = await signedInPerson();
	const fields = { username: `u${Date.now()}`, displayName: 'Ada' };
	const again = await sendTwice(
		() => browser.post('/settings/profile?/update', fields),
		'update "profiles"'
	);
	expect(leadsTo(again)).toBe('/settings/profile');
	expect(await (await browser.get('/settings/profile')).text()).toContain(fields.username);
});

test('a new address sent again leads to signing in, and to what the address is', async () => {
	const { browser } = await signedInPerson();
	const email = newAddress();
	await browser.post('/settings/account?/changeEmail', { email });
	const token = tokenIn(await mailAbout(email, 'Confirm your new'));
	const page = `/change-email?token=${token}`;
	const again = await sendTwice(() => browser.post(page, { token }));
	// The session got a new token with the address, and this browser did not hear of it.
	const signInPage = leadsTo(again) ?? '';
	expect(signInPage).toMatch(/^\/sign-in\?redirectTo=/);
	const back = new URL(signInPage, 'http://localhost').searchParams.get('redirectTo') ?? '';
	expect(leadsTo(await signIn(browser, email, PASSWORD, back))).toBe(back);
	const text = await (await browser.get(back)).text();
	expect(text).toContain(email);
	expect(text).toContain('there is nothing left to do');
});
