import { eq, type SQL } from 'drizzle-orm';
import { recordEvent } from '$modules/activity/api/record-event';
import { consumeLimit, restoreLimit } from '$modules/limits/api/consume-limit';
import { addressGroup, type ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { log } from '@/server/log';
import { passwords } from '../../models/z.password';
import { users } from '../../models/z.user';
import { hashPassword, needsRehash, verifyPassword } from '../password/hash-password';
import { updatePasswordHash } from '../password/update-password-hash';
import { completeSignIn, type SignInOutcome } from './complete-sign-in';
import { isNewBrowser, type KnownBrowser } from '../browser/known-browser';

/**
 * Signs in with an e-mail address and a password. An unknown address takes the same way at the same
 * cost as a wrong password. Tries are taken before the hash and given back on success.
 * @returns what is next, or `null` where address and password don't match.
 * @throws TryLaterError 429 past the limits, 503 when too many wait to be hashed.
 */
export async function signInWithPassword(input: {
	email: string;
	password: string;
	known: KnownBrowser | null;
	client: ClientContext;
	now?: Date;
}): Promise<SignInOutcome | null> {
	const { email, password, known, client, now = new Date() } = input;
	const account = await findAccount(eq(users.email, email));
	const newBrowser = !account || isNewBrowser(known, account);
	const limit: Try = newBrowser
		? ['sign-in-account', email]
		: ['sign-in-known', `${known?.browserId} ${account.userId}`];
	const clientLimit: Try = ['sign-in-client', addressGroup(client.address)];

	await consumeLimit(...clientLimit);
	await consumeLimit(...limit);

	const fits = await verifyPassword(account?.hash ?? null, password);
	if (!account || !fits) {
		recordFailure(account?.userId, client, now);
		return null;
	}

	const { userId } = account;
	const newHash = needsRehash(account.hash) ? await hashPassword(password) : null;
	const outcome = await db.transaction(async (tx) => {
		// What was verified may have been replaced meanwhile, by a reset that ended all sessions, and a
		// browser that was known may be known no longer.
		const current = await findAccount(eq(users.id, userId), tx);
		if (current?.hash !== account.hash) return null;
		if (newHash) await updatePasswordHash({ userId, hash: newHash }, tx);
		const proof = { userId, method: 'password', newBrowser: isNewBrowser(known, current) } as const;
		return completeSignIn({ ...proof, client, now }, tx);
	});
	if (!outcome) return null;
	await restoreLimit(...limit);
	await restoreLimit(...clientLimit);
	return outcome;
}

type Try = Parameters<typeof consumeLimit>;

const findAccount = async (where: SQL, executor: Executor = db) =>
	executor
		.select({ userId: users.id, knownSince: users.knownSince, hash: passwords.hash })
		.from(users)
		.innerJoin(passwords, eq(passwords.userId, users.id))
		.where(where)
		.get();

/** Behind the answer: its time must not tell whether there is an account to keep a record for. */
function recordFailure(userId: string | undefined, client: ClientContext, now: Date) {
	log.info({ event: 'sign-in-failed', userId }, 'sign-in failed');
	if (!userId) return;
	recordEvent({ userId, type: 'sign-in-failed', method: 'password', client, now }, db).catch(
		(error: unknown) => log.warn({ err: error }, 'event not recorded')
	);
}
