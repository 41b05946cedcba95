import { randomUUID } from 'node:crypto';
import { hash } from '@node-rs/argon2';
import { eq } from 'drizzle-orm';
import { insertPeople } from '../../../scripts/lib/insert-people.ts';
import { passkeys } from '../../../src/modules/auth/models/z.passkey.ts';
import { passwords } from '../../../src/modules/auth/models/z.password.ts';
import { sessions } from '../../../src/modules/auth/models/z.session.ts';
import { trustedDevices } from '../../../src/modules/auth/models/z.trusted-device.ts';
import { users } from '../../../src/modules/auth/models/z.user.ts';
import type { ProfileUpdate } from '../../../src/modules/profile/models/z.profile.ts';
import { type Databased, withAccount, withDatabase } from './database.ts';

export const password = 'a quiet lamp by the door';
export const otherPassword = 'seven boats in the harbour';

/** Somebody who can sign in. */
export interface Person {
	email: string;
	password: string;
}

/** An address that no other test uses. */
export const newEmail = (name = 'guest') => `${name}-${randomUUID().slice(0, 8)}@example.com`;
/** The same, of more letters than a phone has room for in a line. */
export const longEmail = () => newEmail('bartholomewalexandermontgomery');
/** A username that no other test uses. */
export const newUsername = () => `lamp-${randomUUID().slice(0, 8)}`;

let hashed: Promise<string> | undefined;
/** One hash for everybody: they have the same password. */
const hashOnce = () => (hashed ??= hash(password));

/** An account that exists already, written into the server's database. */
export async function createPerson(
	server: Databased,
	profile: ProfileUpdate & { email?: string } = {}
): Promise<Person> {
	const { email = newEmail(), ...shown } = profile;
	const passwordHash = await hashOnce();
	await withDatabase(server, async (db) => {
		const person = { id: randomUUID(), email, profile: shown, passwordHash };
		await db.transaction((tx) => insertPeople([person], tx));
	});
	return { email, password };
}

/** Makes every sign-in and confirmation of a person so old that the next change asks for another. */
export async function forgetConfirmations(server: Databased, email: string): Promise<void> {
	await withAccount(server, email, async (db, userId) => {
		const confirmedAt = new Date(Date.now() - 60 * 60 * 1000);
		await db.update(sessions).set({ confirmedAt }).where(eq(sessions.userId, userId));
	});
}

/** Requires a person to have a second factor, as somebody who may decides so for them. */
export async function requireFactor(server: Databased, email: string): Promise<void> {
	await withDatabase(server, async (db) => {
		await db.update(users).set({ factorRequiredAt: new Date() }).where(eq(users.email, email));
	});
}

/** Suspends a person, as whoever runs the site does. */
export async function suspend(server: Databased, email: string): Promise<void> {
	await withDatabase(server, async (db) => {
		await db.update(users).set({ suspendedAt: new Date() }).where(eq(users.email, email));
	});
}

/** Takes the password from a person: what else they have is their way in. */
export async function forgetPassword(server: Databased, email: string): Promise<void> {
	await withAccount(server, email, async (db, userId) => {
		await db.delete(passwords).where(eq(passwords.userId, userId));
	});
}

/** Ends every session of a person, as they may do elsewhere. */
export async function endSessions(server: Databased, email: string): Promise<void> {
	await withAccount(server, email, async (db, userId) => {
		await db.delete(sessions).where(eq(sessions.userId, userId));
	});
}

/** Gives a person a passkey of every kind, none of which anybody can use. */
export async function createPasskeys(server: Databased, email: string): Promise<void> {
	const at = (days: number) => new Date(Date.now() - days * 24 * 60 * 60 * 1000);
	const kinds = [
		{ name: 'iCloud Keychain', lastUsedAt: at(1), isSyncable: true, isBackedUp: true },
		{
			name: 'YubiKey, the one on the ring of the spare keys',
			isSyncable: false,
			isBackedUp: false
		},
		{ name: 'Google Password Manager', isSyncable: true, isBackedUp: false, isAutomatic: true }
	];
	await withAccount(server, email, async (db, userId) => {
		const rows = kinds.map((kind, index) => ({
			...kind,
			credentialId: randomUUID(),
			userId,
			publicKey: Buffer.from('no key'),
			algorithm: -7,
			counter: 0,
			transports: [],
			aaguid: '00000000-0000-0000-0000-000000000000',
			createdAt: at(9 - index)
		}));
		await db.insert(passkeys).values(rows);
	});
}

/** Signs a person in on some other devices, one of them unknown. */
export async function createSessions(server: Databased, email: string): Promise<void> {
	const userAgents = [
		'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
		'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
		''
	];
	await withAccount(server, email, async (db, userId) => {
		const rows = userAgents.map((userAgent, index) => {
			const at = new Date(Date.now() - (index + 1) * 30 * 60 * 60 * 1000);
			const times = { createdAt: at, lastUsedAt: at, confirmedAt: at };
			return {
				id: randomUUID(),
				userId,
				method: 'password' as const,
				userAgent,
				...times
			};
		});
		await db.insert(sessions).values(rows);
	});
}

/** Lets an account trust some other browsers, one of them unknown. */
export async function trustBrowsers(server: Databased, email: string): Promise<void> {
	const userAgents = [
		'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
		''
	];
	await withAccount(server, email, async (db, userId) => {
		const at = (days: number) => new Date(Date.now() + days * 24 * 60 * 60 * 1000);
		const rows = userAgents.map((userAgent, index) => ({
			userId,
			hash: randomUUID(),
			userAgent,
			rotatedAt: at(-1 - index),
			createdAt: at(-9),
			expiresAt: at(21)
		}));
		await db.insert(trustedDevices).values(rows);
	});
}
