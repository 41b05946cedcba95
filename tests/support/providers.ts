import { db } from '@/server/db/client';
import { oauthAccounts } from '$modules/auth/models/z.oauth-account';
import { startIssuer, type Claims } from './issuer';
import type { Browser } from './app';

/**
 * Two issuers, offered as `one` and `two`. Imported before anything that reads the environment, this
 * file puts them there.
 */
export const one = await startIssuer();
export const two = await startIssuer();
Object.assign(process.env, one.env('one', 'One'), two.env('two', 'Two'));

let people = 0;
/** Somebody at a provider, with a confirmed address unless told otherwise. */
export function newClaims(claims: Partial<Claims> = {}): Claims & { email: string } {
	const sub = `subject-${(people += 1)}-${crypto.randomUUID()}`;
	return {
		sub,
		email: `${sub}@example.com`,
		email_verified: true,
		name: 'Robin',
		...claims
	} as Claims & { email: string };
}

/** Starts a sign-in and hands back where the browser is sent. */
export async function leave(browser: Browser, provider = 'one', redirectTo = '/'): Promise<string> {
	const response = await browser.post('/sign-in?/provider', { provider, redirectTo });
	const location = response.headers.get('location');
	if (response.status !== 303 || !location) throw new Error(`Not sent: ${response.status}`);
	return location;
}

/** There and back: signs in with the provider `one`. */
export async function signInWith(browser: Browser, claims: Claims, redirectTo = '/') {
	return browser.get(one.approve(await leave(browser, 'one', redirectTo), claims));
}

/** Connects somebody at the provider to an account, as if long ago. */
export async function connect(userId: string, claims: Claims, provider: 'one' | 'two' = 'one') {
	const issuer = { one, two }[provider].url;
	const email = typeof claims.email === 'string' ? claims.email : null;
	await db.insert(oauthAccounts).values({ provider, issuer, subject: claims.sub, userId, email });
}
