import { eq } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import { db } from '@/server/db/client';
import { openBrowser, type Browser } from '$tests/app';
import { createUser } from '$tests/factories';
import { codeIn, lastMailTo, mailsTo, tokenIn } from '$tests/mails';
import { beginSignUp, beginSignUpWithMail, newAddress, PASSWORD } from '$tests/people';
import { formOwner } from '../kept-form/returned-form';
import { signUps } from '../../models/z.sign-up';

const MINUTE = 60_000;
afterEach(() => void vi.useRealTimers());

/** Begins sign-ups of one address, each in a browser and from a client address of its own. */
async function beginMany(email: string, count: number): Promise<Browser[]> {
	const browsers: Browser[] = [];
	for (let i = 0; i < count; i++) browsers.push((await beginSignUp({ email })).browser);
	return browsers;
}

/** What the page that waits for the code says, without what is random or the address itself. */
async function verifyPage(browser: Browser, email: string): Promise<string> {
	const html = await (await browser.get('/sign-up/verify')).text();
	return html
		.replaceAll(email, '…')
		.replaceAll(formOwner(email), '…')
		.replaceAll(/nonce="[^"]+"/g, '');
}

const enter = (browser: Browser, code: string) => browser.post('/sign-up/verify', { code });
const resend = (browser: Browser) => browser.post('/sign-up/verify?/resend');
const to = (response: Response) => [response.status, response.headers.get('location')];

test("five sign-ups of a stranger do not keep the owner's browser from its code", async () => {
	const email = newAddress();
	await beginMany(email, 5);
	expect(await mailsTo(email)).toHaveLength(5);
	const { browser, mail } = await beginSignUpWithMail({ email });
	expect(await mailsTo(email)).toHaveLength(6);
	expect(to(await enter(browser, codeIn(mail)))).toEqual([303, '/']);
});

test('one client causes five mails an hour to an address, in however many browsers', async () => {
	const email = newAddress();
	const from = '192.0.2.77';
	for (let i = 0; i < 4; i++) await beginSignUp({ email, browser: openBrowser({ from }) });
	const browser = openBrowser({ from });
	await beginSignUp({ email, browser });
	for (let i = 0; i < 3; i++) expect(to(await resend(browser))).toEqual([303, '/sign-up/verify']);
	expect(await mailsTo(email)).toHaveLength(5);
	// A client past its own share takes nothing of what is left for others.
	await beginMany(email, 15);
	expect(await mailsTo(email)).toHaveLength(20);
});

test('an address gets 20 mails an hour in all, and a link in any of them works', async () => {
	const email = newAddress();
	await beginMany(email, 22);
	const mails = await mailsTo(email);
	expect(mails).toHaveLength(20);
	const { browser } = await beginSignUp({ email });
	expect(await mailsTo(email)).toHaveLength(20);
	const fields = { token: tokenIn(mails[3]!), password: PASSWORD };
	expect(to(await browser.post('/sign-up/verify?/token', fields))).toEqual([303, '/']);
});

test('a page that no mail follows says so, alike for a known and an unknown address', async () => {
	vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
	const known = (await createUser({ email: newAddress(), password: PASSWORD })).email;
	const pages = [];
	for (const email of [known, newAddress()]) {
		await beginMany(email, 20);
		const { browser, response } = await beginSignUp({ email });
		expect(to(response)).toEqual([303, '/sign-up/verify']);
		const page = await verifyPage(browser, email);
		expect(page).toContain('has gone out for this sign-up');
		expect(page).toContain('60 minutes');
		expect(page).not.toContain('We sent a mail');
		expect(to(await resend(browser))).toEqual([303, '/sign-up/verify']);
		expect(await verifyPage(browser, email)).toBe(page);
		pages.push(page);
	}
	expect(pages[0]).toBe(pages[1]);
});

test('after the hour the same browser asks again, and the page promises a mail that comes', async () => {
	vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
	const email = newAddress();
	await beginMany(email, 20);
	vi.setSystemTime(Date.now() + 30 * MINUTE);
	const { browser } = await beginSignUp({ email });
	expect(await verifyPage(browser, email)).toContain('30 minutes');
	vi.setSystemTime(Date.now() + 31 * MINUTE);
	expect(to(await resend(browser))).toEqual([303, '/sign-up/verify']);
	const page = await verifyPage(browser, email);
	expect(page).toContain('We sent a mail');
	expect(page).not.toContain('has gone out');
	expect(to(await enter(browser, codeIn(await lastMailTo(email))))).toEqual([303, '/']);
});

test('who asks for more mails than go out is told which one counts', async () => {
	const email = newAddress();
	const { browser, mail } = await beginSignUpWithMail({ email });
	for (let i = 0; i < 5; i++) await resend(browser);
	expect(await mailsTo(email)).toHaveLength(5);
	const page = await verifyPage(browser, email);
	expect(page).toContain('No new mail has gone out');
	expect(page).toContain('asked for here 1 minute ago');
	expect(to(await enter(browser, codeIn(mail)))).toEqual([303, '/']);
});

test('a code from the mail of another browser uses up no try, and says which mail counts', async () => {
	vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
	const email = newAddress();
	const { browser, mail } = await beginSignUpWithMail({ email });
	vi.setSystemTime(Date.now() + 3 * MINUTE);
	const [stranger] = await beginMany(email, 1);
	const sibling = codeIn(await lastMailTo(email));
	for (let i = 0; i < 6; i++) {
		const html = await (await enter(browser, sibling)).text();
		expect(html).toContain('asked for here 3 minutes ago');
	}
	for (let i = 0; i < 4; i++) {
		expect(await (await enter(browser, 'ZZZZ-ZZZZ')).text()).toContain('match');
	}
	// Neither is the stranger's sign-up any nearer to its end, or to an account.
	const tries = await db
		.select({ tries: signUps.tries })
		.from(signUps)
		.where(eq(signUps.email, email));
	expect(tries.map((row) => row.tries).sort()).toEqual([0, 4]);
	expect(await (await enter(stranger!, codeIn(mail))).text()).toContain('another browser');
	expect(to(await enter(browser, codeIn(mail)))).toEqual([303, '/']);
});

test('it does so after its own sign-up was closed by wrong codes, and in a browser without a mail', async () => {
	const email = newAddress();
	const [stranger] = await beginMany(email, 1);
	const sibling = codeIn(await lastMailTo(email));
	for (let i = 0; i < 5; i++) await enter(stranger!, 'ZZZZ-ZZZZ');
	await beginMany(email, 19);
	const { browser } = await beginSignUp({ email });
	for (let i = 0; i < 6; i++) {
		const answer = await enter(browser, sibling);
		expect(answer.status).toBe(400);
		expect(await answer.text()).toContain('open the link in that mail');
	}
	const fields = { token: tokenIn(await lastMailTo(email)), password: PASSWORD };
	expect(to(await browser.post('/sign-up/verify?/token', fields))).toEqual([303, '/']);
});

test('a code of another address, or one that is too old, is a wrong one', async () => {
	vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
	const email = newAddress();
	await beginMany(email, 1);
	const old = codeIn(await lastMailTo(email));
	const elsewhere = codeIn((await beginSignUpWithMail()).mail);
	vi.setSystemTime(Date.now() + 61 * MINUTE);
	const { browser } = await beginSignUp({ email });
	for (const code of [old, elsewhere, old, elsewhere]) {
		expect(await (await enter(browser, code)).text()).toContain('match');
	}
	expect(await (await enter(browser, old)).text()).toContain('no sign-up waiting');
});
