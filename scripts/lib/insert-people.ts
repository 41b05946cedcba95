import type { Executor } from '../../src/lib/server/db/create-db.ts';
import { passwords } from '../../src/modules/auth/models/z.password.ts';
import { users } from '../../src/modules/auth/models/z.user.ts';
import { foldUsername } from '../../src/modules/profile/api/username.ts';
import { profiles, type ProfileUpdate } from '../../src/modules/profile/models/z.profile.ts';

/** Somebody who has an account already, for seeds and tests. */
export interface NewAccount {
	id: string;
	email: string;
	/** Empty and private unless given. */
	profile?: ProfileUpdate;
	/** Absent: the account has no password. */
	passwordHash?: string | undefined;
	createdAt?: Date;
	/** Random unless given. */
	passkeyHandle?: string;
	/** Whether a passkey is the second step after the password; not unless given. */
	asksSecondStep?: boolean;
}

/**
 * Writes accounts with a verified address, a profile and, where one is given, a password. Those that
 * are there already stay as they are.
 */
export async function insertPeople(people: NewAccount[], executor: Executor): Promise<void> {
	const now = new Date();
	const userRows = people.map(
		({ id, email, passkeyHandle, asksSecondStep, createdAt: at = now }) => ({
			id,
			email,
			passkeyHandle,
			asksSecondStep,
			emailVerifiedAt: at,
			createdAt: at,
			updatedAt: at
		})
	);
	const profileRows = people.map(({ id, profile = {}, createdAt = now }) => ({
		...profile,
		userId: id,
		usernameKey: profile.username ? foldUsername(profile.username) : null,
		updatedAt: createdAt
	}));
	const passwordRows = people.flatMap(({ id, passwordHash, createdAt = now }) =>
		passwordHash ? [{ userId: id, hash: passwordHash, updatedAt: createdAt }] : []
	);
	await executor.insert(users).values(userRows).onConflictDoNothing({ target: users.id });
	await executor
		.insert(profiles)
		.values(profileRows)
		.onConflictDoNothing({ target: profiles.userId });
	if (passwordRows.length === 0) return;
	await executor
		.insert(passwords)
		.values(passwordRows)
		.onConflictDoNothing({ target: passwords.userId });
}
