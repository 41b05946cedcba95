import { hash } from '@node-rs/argon2';
import { db } from '@/server/db/client';
import { passwords } from '$modules/auth/models/z.password';
import { users, type User } from '$modules/auth/models/z.user';
import { foldUsername } from '$modules/profile/api/username';
import { profiles, type ProfileUpdate } from '$modules/profile/models/z.profile';

interface NewPerson {
	/** By default an address that nobody else has. */
	email?: string;
	/** Absent: the account has none. */
	password?: string;
	profile?: ProfileUpdate;
}

/** An account with a verified address and a profile, empty and private unless given. */
export async function createUser({ email, password, profile = {} }: NewPerson = {}): Promise<User> {
	const passwordHash = password === undefined ? null : await hash(password);
	const usernameKey = profile.username && foldUsername(profile.username);
	return db.transaction(async (tx) => {
		const [user] = await tx
			.insert(users)
			.values({
				email: email ?? `${crypto.randomUUID()}@example.com`,
				emailVerifiedAt: new Date()
			})
			.returning();
		if (!user) throw new Error('No user came back.');
		await tx.insert(profiles).values({ ...profile, userId: user.id, usernameKey });
		if (passwordHash) await tx.insert(passwords).values({ userId: user.id, hash: passwordHash });
		return user;
	});
}
