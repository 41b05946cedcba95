import { db } from '@/server/db/client';
import { createSession } from '$modules/auth/api/session/session-store';
import { openBrowser, type Browser } from './app';
import { createUser } from './factories';
import { codeIn, lastMailTo } from './mails';

/** A password that the policy accepts. */
export const PASSWORD = 'lantern river quilt 58';
export const OTHER_PASSWORD = 'gravel harp meadow 31';

let people = 0;
/** An address that nobody else has. */
export const newAddress = () => `person${(people += 1)}.${crypto.randomUUID()}@example.com`;

/** Fills in the sign-up form in a browser of its own, unless one is given. */
export async function beginSignUp({
	email = newAddress(),
	password = PASSWORD,
	browser = openBrowser(),
	redirectTo = '/'
} = {}) {
	const response = await browser.post('/sign-up', { email, password, redirectTo });
	return { browser, email, password, response };
}

/** The same, with the mail read. */
export async function beginSignUpWithMail(options: Parameters<typeof beginSignUp>[0] = {}) {
	const begun = await beginSignUp(options);
	const mail = await lastMailTo(begun.email);
	return { ...begun, mail };
}

/** Signs somebody up to the end, by code. */
export async function signUp(options: Parameters<typeof beginSignUp>[0] = {}) {
	const begun = await beginSignUpWithMail(options);
	const response = await begun.browser.post('/sign-up/verify', { code: codeIn(begun.mail) });
	return { ...begun, response };
}

export const signIn = (browser: Browser, email: string, password: string, redirectTo = '/') =>
	browser.post('/sign-in?/password', { email, password, redirectTo });

/** A person with a password, signed in without the cost of a hash at sign-in. */
export async function signedInPerson({ email = newAddress(), now = new Date() } = {}) {
	const user = await createUser({ email, password: PASSWORD });
	const browser = openBrowser();
	const token = await openSession(user.id, browser, now);
	return { user, email, browser, token };
}

/** Begins a session and puts its cookie into a browser. */
export async function openSession(userId: string, browser: Browser, now = new Date()) {
	const client = { address: browser.address, userAgent: 'Test/1.0' };
	const token = await createSession({ userId, method: 'password', amr: 'pwd', client, now }, db);
	browser.jar.set('session', token);
	return token;
}

/** Whether a browser's session opens the settings. */
export async function isSignedIn(browser: Browser): Promise<boolean> {
	return (await browser.get('/settings/security')).status === 200;
}
