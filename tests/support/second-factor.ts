import { createHmac, randomBytes } from 'node:crypto';
import { db } from '@/server/db/client';
import {
	getShownRecoveryCodes,
	makeRecoveryCodes,
	storeRecoveryCodes
} from '$modules/auth/api/factors/recovery-codes/recovery-code-store';
import { sealTotpSecret } from '$modules/auth/api/factors/totp/totp-secret';
import { totps } from '$modules/auth/models/z.totp';
import type { Browser } from './app';
import { createUser } from './factories';
import { newAddress, PASSWORD, signIn } from './people';

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** Base32 without padding (RFC 4648, section 6), apart from the library that the application uses. */
function base32(bytes: Buffer): string {
	const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
	const groups = bits.match(/.{1,5}/g) ?? [];
	return groups.map((group) => LETTERS[Number.parseInt(group.padEnd(5, '0'), 2)]).join('');
}

function fromBase32(secret: string): Buffer {
	const bits = [...secret]
		.map((letter) => LETTERS.indexOf(letter).toString(2).padStart(5, '0'))
		.join('');
	const bytes = bits.match(/.{8}/g) ?? [];
	return Buffer.from(bytes.map((byte) => Number.parseInt(byte, 2)));
}

/** The code of an app at a moment (RFC 6238 over RFC 4226), apart from the library as well. */
export function codeOfApp(secret: string, at = new Date()): string {
	const counter = Buffer.alloc(8);
	counter.writeBigUInt64BE(BigInt(Math.floor(at.getTime() / 30_000)));
	const mac = createHmac('sha1', fromBase32(secret)).update(counter).digest();
	const offset = mac.at(-1)! & 0xf;
	const number = mac.readUInt32BE(offset) & 0x7fff_ffff;
	return String(number % 1_000_000).padStart(6, '0');
}

/** Gives an account an app that makes codes, and the app to the test. */
export async function addApp(userId: string, now = new Date()) {
	const secret = base32(randomBytes(20));
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
