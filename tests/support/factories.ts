import { hash } from '@node-rs/argon2';
import { eq } from 'drizzle-orm';
import { insertPeople } from '../../scripts/lib/insert-people.ts';
import { db } from '@/server/db/client';
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
