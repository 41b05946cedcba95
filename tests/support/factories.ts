import { hash } from '@node-rs/argon2';
import { eq } from 'drizzle-orm';
import { insertPeople } from '../../scripts/lib/insert-people.ts';
import { db } from '@/server/db/client';
import { emailChanges } from '$modules/auth/models/z.email-change';
import { passkeys, type Passkey } from '$modules/auth/models/z.passkey';
import { users, type User } from '$modules/auth/models/z.user';
import type { ProfileUpdate } from '$modules/profile/models/z.profile';

interface NewPerson {
	/** By default an address that nobody else has. */
	email?: string;
	/** Absent: the account has none. */
	password?: string;
	profile?: ProfileUpdate;
}

/** An account with a verified address and a profile, empty and private unless given. */
export async function createUser({ email, password, profile = {} }: NewPerson = {}): Promise<User> {
	const passwordHash = password === undefined ? undefined : await hash(password);
	const id = crypto.randomUUID();
	await db.transaction((tx) =>
		insertPeople([{ id, email: email ?? `${id}@example.com`, profile, passwordHash }], tx)
	);
	const user = await db.select().from(users).where(eq(users.id, id)).get();
	if (!user) throw new Error('No user came back.');
	return user;
}

const WEEK = 7 * 24 * 60 * 60 * 1000;

/** An address that an account has just left, and can have back for a week. */
export async function leaveAddress(
	{ id: userId, email: newEmail }: { id: string; email: string },
	oldEmail = `left.${crypto.randomUUID()}@example.com`
): Promise<string> {
	const changedAt = new Date();
	const expiresAt = new Date(changedAt.getTime() + WEEK);
	await db.insert(emailChanges).values({ userId, oldEmail, newEmail, changedAt, expiresAt });
	return oldEmail;
}

type NewPasskey = Partial<Passkey> & { userId: string };

/** A passkey as a row, with a key that nobody has: what signs with one makes its own. */
export const passkeyRow = (passkey: NewPasskey) => ({
	credentialId: crypto.randomUUID(),
	rpId: 'localhost',
	publicKey: Buffer.from('no key'),
	algorithm: -7,
	counter: 0,
	transports: ['internal'],
	aaguid: '00000000-0000-0000-0000-000000000000',
	name: 'Test passkey',
	isSyncable: true,
	isBackedUp: true,
	createdAt: new Date(),
	...passkey
});

/** Stores {@link passkeyRow} for an account. */
export async function createPasskeyRow(passkey: NewPasskey): Promise<Passkey> {
	const [row] = await db.insert(passkeys).values(passkeyRow(passkey)).returning();
	if (!row) throw new Error('No passkey came back.');
	return row;
}
