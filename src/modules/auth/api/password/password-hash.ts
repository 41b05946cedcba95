import { availableParallelism } from 'node:os';
import { hash, verify } from '@node-rs/argon2';
import { eq } from 'drizzle-orm';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { createWorkQueue } from '@/server/work-queue';
import { passwords } from '../../models/z.password';
import { passwordLength, PASSWORD_MAX_LENGTH } from './password-rules';

/** argon2id, the package's default algorithm, with OWASP's first choice of cost. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const currentCost = `$argon2id$v=19$m=${cost.memoryCost},t=${cost.timeCost},p=${cost.parallelism}$`;

/** Of no password that anybody has; verifying against it costs what a real one costs. */
const nobody = `${currentCost}AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA`;

/**
 * As many hashes at once as there are cores: more would only take the thread pool away from file
 * work, and with it from every other page.
 */
const concurrent = availableParallelism();

/**
 * Runs one hash when its turn comes.
 * @throws TryLaterError (503) when too many wait already: about a second and a half of work.
 */
export const hashingTurn = createWorkQueue({
	name: 'hashing',
	concurrent,
	waitingMax: 75 * concurrent,
	retryAfter: 2
});

/** Unicode lets one text be written in several ways; a password is hashed in one (NFC). */
const canonical = (password: string) => password.normalize('NFC');

/**
 * The argon2id hash of a password, in PHC string format.
 * @throws TryLaterError (503) when too many wait to be hashed.
 */
export function hashPassword(password: string): Promise<string> {
	return hashingTurn(() => hash(canonical(password), cost));
}

/**
 * Whether the password fits the hash. Without a hash, and for a password longer than any can be, the
 * answer is no, at the same cost.
 * @throws TryLaterError (503) when too many wait to be hashed.
 */
export function verifyPassword(storedHash: string | null, password: string): Promise<boolean> {
	const possible = passwordLength(password) <= PASSWORD_MAX_LENGTH;
	return hashingTurn(async () => {
		const fits = await verify(storedHash ?? nobody, possible ? canonical(password) : '');
		return fits && possible && storedHash !== null;
	});
}

/** Whether a hash was made at another cost than today's, and should be made again. */
export function needsRehash(storedHash: string): boolean {
	return !storedHash.startsWith(currentCost);
}

/** The stored hash of a person's password, or `null` where they have none. */
export async function getPasswordHash(
	{ userId }: { userId: string },
	executor: Executor = db
): Promise<string | null> {
	const row = await executor
		.select({ hash: passwords.hash })
		.from(passwords)
		.where(eq(passwords.userId, userId))
		.get();
	return row?.hash ?? null;
}

/** Whether an account can be signed in to by password. */
export async function hasPassword(
	{ userId }: { userId: string },
	executor: Executor = db
): Promise<boolean> {
	return (await getPasswordHash({ userId }, executor)) !== null;
}

/** Stores the hash of a person's password, their first one or a new one. */
export async function updatePasswordHash(
	{ userId, hash }: { userId: string; hash: string },
	executor: Executor
): Promise<void> {
	await executor
		.insert(passwords)
		.values({ userId, hash })
		.onConflictDoUpdate({ target: passwords.userId, set: { hash, updatedAt: new Date() } });
}

/** Takes a person's password away, if they have one: it opens nothing from now on. */
export async function deletePassword(
	{ userId }: { userId: string },
	executor: Executor
): Promise<void> {
	await executor.delete(passwords).where(eq(passwords.userId, userId));
}
