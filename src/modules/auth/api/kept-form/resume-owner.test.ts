import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
// Before what reads the environment.
import { newClaims, one } from '$tests/providers';
import { db } from '@/server/db/client';
import { m } from '@/paraglide/messages';
import { type Browser } from '$tests/app';
import { createUser } from '$tests/factories';
import { isSignedIn, newAddress, openSession, PASSWORD, signedInPerson } from '$tests/people';
import { oauthAccounts } from '../../models/z.oauth-account';
import { users } from '../../models/z.user';

const MINUTE = 60 * 1000;

/** The fields of the form that posts to `action`, as a browser without JavaScript sends them. */
function fieldsOf(html: string, action: string) {
	const form = html.split('<form').find((part) => part.includes(`action="${action}"`)) ?? '';
	expect(form).not.toBe('');
	const inputs = [
		...form.split('</form>')[0]!.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)
	];
	return Object.fromEntries(inputs.map(([, name, value]) => [name, value] as [string, string]));
}

/** In the same browser, in another tab, somebody else signs in. */
async function somebodyElse(browser: Browser) {
	await browser.post('/sign-out');
	const other = await createUser({ email: newAddress(), password: PASSWORD });
	await openSession(other.id, browser);
	return other;
}

test('what waits on /confirm/resume does nothing to whoever has signed in since', async () => {
	const { browser } = await signedInPerson({ now: new Date(Date.now() - 60 * MINUTE) });
	const action = '/settings/account?/delete';
	const asked = await browser.post(action);
	const to = new URL(asked.headers.get('location') ?? '', 'http://localhost:3000');
	const resume = to.searchParams.get('redirectTo') ?? '';
	await browser.post(`/confirm?/password&${new URLSearchParams({ redirectTo: resume })}`, {
		password: PASSWORD
	});
	const fields = fieldsOf(await (await browser.get(resume)).text(), action);

	const other = await somebodyElse(browser);
	const sent = await browser.post(action, fields);
	const { closedAt } = (await db.select().from(users).where(eq(users.id, other.id)).get())!;
	expect([sent.status, closedAt]).toEqual([400, null]);
	expect(await sent.text()).toContain(m.form_other_account());
	expect(await isSignedIn(browser)).toBe(true);
});

test('a button that connects a provider does it for whom its page was made alone', async () => {
	const { browser } = await signedInPerson();
	const html = await (await browser.get('/settings/connections')).text();
	const fields = fieldsOf(html, '?/connect');
	const other = await somebodyElse(browser);
	const sent = await browser.post('/settings/connections?/connect', { ...fields, provider: 'one' });
	const location = sent.headers.get('location');
	// The first person goes on at the provider, and connects what is theirs to somebody else's account.
	if (location) await browser.get(one.approve(location, newClaims()));
	expect(await db.$count(oauthAccounts, eq(oauthAccounts.userId, other.id))).toBe(0);
	expect(sent.status).toBe(400);
});
