import { db } from '@/server/db/client';
import {
	getShownRecoveryCodes,
	makeRecoveryCodes,
	storeRecoveryCodes
} from '$modules/auth/api/factors/recovery-codes/recovery-code-store';
import { sealTotpSecret } from '$modules/auth/api/factors/totp/totp-secret';
import { totps } from '$modules/auth/models/z.totp';
import { usedChallenges } from '$modules/auth/models/z.used-challenge';
import type { Browser } from './app';
import { codeOfApp, newAppSecret } from './app-code';
import { createUser } from './factories';
import { newAddress, PASSWORD, signIn } from './people';

export { codeOfApp };

/** Gives an account an app that makes codes, and the app to the test. */
export async function addApp(userId: string, now = new Date()) {
	const secret = newAppSecret();
	const id = crypto.randomUUID();
	const sealed = sealTotpSecret(id, secret);
	await db.insert(totps).values({ id, userId, sealed, createdAt: now, confirmedAt: now });
	return { id, secret, code: (at = new Date()) => codeOfApp(secret, at) };
}

/** Gives an account recovery codes, and the codes to the test. */
export async function addRecoveryCodes(userId: string, now = new Date()): Promise<string[]> {
	const made = await makeRecoveryCodes({ userId });
	if (!made) throw new Error('The key of recovery codes cannot be opened.');
	await db.transaction((tx) => storeRecoveryCodes(made, now, tx));
	return (await getShownRecoveryCodes({ userId }, now)) ?? [];
}

/** Signs in by password as far as the second step. @returns what the step's forms are posted to. */
export async function waitForStep(
	browser: Browser,
	email: string,
	redirectTo = '/settings/profile'
) {
	const response = await signIn(browser, email, PASSWORD, redirectTo);
	const place = response.headers.get('location') ?? '';
	if (!place.startsWith('/sign-in/second-factor?')) throw new Error(`No second step: ${place}`);
	const query = place.split('?')[1]!;
	return {
		page: place,
		post: (way: 'totp' | 'recovery' | 'passkey', fields: Record<string, string>) =>
			browser.post(`/sign-in/second-factor?/${way}&${query}`, fields)
	};
}

/** Somebody with a password and an app. */
export async function personWithApp() {
	const user = await createUser({ email: newAddress(), password: PASSWORD });
	const { id: userId, email } = user;
	return { user, userId, email, app: await addApp(userId) };
}

/** Lets codes serve again that were used: a test does not wait for the next one. */
export const forgetUsedCodes = async () => void (await db.delete(usedChallenges));
