import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { db } from '@/server/db/client';
import { m } from '@/paraglide/messages';
import type { Browser } from '$tests/app';
import { codeIn, lastMailTo, mailsTo, tokenIn } from '$tests/mails';
import { beginSignUpWithMail, isSignedIn, newAddress, PASSWORD } from '$tests/people';
import { signUps } from '../../models/z.sign-up';

const PAGE = '/sign-up/verify';

/** For which sign-up the forms of a page are made. */
function ownerIn(html: string) {
	const named = [...html.matchAll(/name="formOwner" value="(\w+)"/g)].map(([, owner]) => owner!);
	const [formOwner, ...others] = new Set(named);
	expect([formOwner, others]).toEqual([expect.any(String), []]);
	return { formOwner: formOwner! };
}

/** Begins two sign-ups in one browser, each in a tab of its own. */
async function beginTwo(secondEmail = newAddress()) {
	const first = await beginSignUpWithMail();
	const { browser } = first;
	const owner = ownerIn(await (await browser.get(PAGE)).text());
	const second = await beginSignUpWithMail({ browser, email: secondEmail });
	return { browser, first, owner, second };
}

const triesOf = (email: string) =>
	db.select({ tries: signUps.tries }).from(signUps).where(eq(signUps.email, email)).all();

/** The answer to a form of the older page. @returns whose form it is on the page now. */
async function refused(sent: Response, browser: Browser) {
	const html = await sent.text();
	expect([sent.status, html]).toEqual([400, expect.stringContaining(m.sign_up_other_waiting())]);
	expect(await isSignedIn(browser)).toBe(false);
	return ownerIn(html);
}

test('a code is checked against the sign-up that its page was made for alone', async () => {
	const { browser, first, owner, second } = await beginTwo();
	const code = codeIn(first.mail);
	for (let i = 0; i < 6; i++) await refused(await browser.post(PAGE, { code, ...owner }), browser);
	// Neither what cannot be a code nor what would fit.
	await refused(await browser.post(PAGE, { code: 'AB', ...owner }), browser);
	const fitting = { code: codeIn(second.mail) };
	const now = await refused(await browser.post(PAGE, { ...fitting, ...owner }), browser);
	expect(now).not.toEqual(owner);
	expect(await triesOf(second.email)).toEqual([{ tries: 0 }]);

	expect((await browser.post(PAGE, { ...fitting, ...now })).status).toBe(303);
	expect(await isSignedIn(browser)).toBe(true);
});

test('the older one goes on by the link in its mail', async () => {
	const { browser, first } = await beginTwo();
	const fields = { token: tokenIn(first.mail), password: PASSWORD };
	expect((await browser.post(`${PAGE}?/token`, fields)).status).toBe(303);
	expect(await isSignedIn(browser)).toBe(true);
});

test('no mail of the other one is asked for', async () => {
	const { browser, first, owner, second } = await beginTwo();
	await refused(await browser.post(`${PAGE}?/resend`, owner), browser);
	for (const { email } of [first, second]) expect(await mailsTo(email)).toHaveLength(1);
});

test('two sign-ups of one address go on in either tab', async () => {
	const { browser, first, owner } = await beginTwo();
	await beginSignUpWithMail({ browser, email: first.email });
	const code = codeIn(await lastMailTo(first.email));
	expect((await browser.post(PAGE, { code, ...owner })).status).toBe(303);
});
