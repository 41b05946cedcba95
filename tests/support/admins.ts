import { eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { createSession } from '$modules/auth/api/session/session-store';
import { users } from '$modules/auth/models/z.user';
import { openBrowser, type Browser } from './app';
import { createUser } from './factories';
import { newAddress } from './people';
import { addApp } from './second-factor';

/** Makes an account one of those who run the site, with what the role asks of it. */
export async function makeAdmin(userId: string) {
	const role = { role: 'admin', factorRequiredAt: new Date() } as const;
	await db.update(users).set(role).where(eq(users.id, userId));
	return addApp(userId);
}

/**
 * Somebody who runs the site, signed in: with the session proved by two factors, and lately, unless
 * said otherwise. No password is hashed for it.
 */
export async function addAdmin({
	email = newAddress(),
	amr = 'pwd otp mfa',
	confirmedAt = new Date()
} = {}) {
	const user = await createUser({ email });
	const app = await makeAdmin(user.id);
	const browser = openBrowser();
	await openProvedSession(user.id, browser, { amr, confirmedAt });
	return { user, email, browser, app };
}

/** Begins a session that was proved by these factors, and puts its cookie into a browser. */
export async function openProvedSession(
	userId: string,
	browser: Browser,
	{ amr = 'pwd otp mfa', confirmedAt = new Date() } = {}
): Promise<void> {
	const client = { address: browser.address, userAgent: 'Test/1.0' };
	const now = new Date();
	const proved = { userId, method: 'password', amr, provedAt: confirmedAt, client, now } as const;
	browser.jar.set('session', await createSession(proved, db));
}
