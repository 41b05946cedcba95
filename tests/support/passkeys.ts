import { eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { passkeys } from '$modules/auth/models/z.passkey';
import { usedChallenges } from '$modules/auth/models/z.used-challenge';
import { openBrowser, type Browser } from './app';
import { createAuthenticator, type Authenticator } from './authenticator';
import { createUser } from './factories';
import { newAddress } from './people';

type Kind = Parameters<typeof createAuthenticator>[0];
type Lies = Parameters<Authenticator['get']>[1];

/** An account with a passkey, and the authenticator that has it. */
export async function personWithPasskey(kind: Kind = {}, password?: string) {
	const user = await createUser({ email: newAddress(), ...(password && { password }) });
	return { user, ...(await givePasskey(user, kind)) };
}

/** Gives an account a passkey, as if it had been added. */
export async function givePasskey(
	user: { id: string; passkeyHandle: string | null },
	kind: Kind = {}
) {
	const authenticator = createAuthenticator(kind);
	const [row] = await db.insert(passkeys).values(authenticator.row(user)).returning();
	return { authenticator, passkeyId: row!.id };
}

/** What a page asks a passkey for, as its script finds it in the page. */
export async function askedBy(browser: Browser, page = '/sign-in') {
	const html = await (await browser.get(page)).text();
	const challenge = /passkeyOptions:\{[^}]*?challenge:"([\w-]+)"/.exec(html)?.[1];
	if (!challenge) throw new Error(`${page} asks for no passkey.`);
	return { challenge };
}

/** Signs in with a passkey. */
export async function signInByPasskey(
	authenticator: Authenticator,
	browser = openBrowser(),
	redirectTo = '/'
) {
	const credential = authenticator.get(await askedBy(browser));
	const response = await browser.post('/sign-in?/passkey', { credential, redirectTo });
	return { browser, credential, response };
}

/** The post that signs in with a passkey, ready to be sent. */
export async function passkeyPost(authenticator: Authenticator, browser: Browser, lies?: Lies) {
	const credential = authenticator.get(await askedBy(browser), lies);
	return () => browser.post('/sign-in?/passkey', { credential, redirectTo: '/' });
}

/** What a refusal must not change: the passkey, and the challenges that are used up. */
export const passkeyState = async (id: string) => ({
	passkey: await db.select().from(passkeys).where(eq(passkeys.id, id)).get(),
	used: await db.$count(usedChallenges)
});
