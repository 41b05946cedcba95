import { and, eq, exists, sql, type SQL } from 'drizzle-orm';

import {
	attemptStatement,
	createEventId,
	forgetAttemptStatement
} from '$modules/activity/api/record-event';
import {
	givingBackTries,
	restoreLimits,
	takeLimits,
	type Try
} from '$modules/limits/api/take-limits';
import { preferences } from '$modules/preferences/models/z.preferences';
import { addressGroup, addressNetwork, type ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { logSecurityEvent } from '@/server/log-security-event';
import { TryLaterError } from '@/server/request-errors';
import { passwords } from '../../models/z.password';
import { users } from '../../models/z.user';
import {
	hashPassword,
	needsRehash,
	verifyPassword,
	updatePasswordHash
} from '../password/password-hash';
import { accountColumns, assertUnchanged, isChanged, isThere } from '../user/user-store';
import { completeSignIn, type SignInOutcome } from './complete-sign-in';
import type { DeviceTrust } from '../factors/trusted-devices/device-cookie';
import { isNewBrowser, type KnownBrowser } from '../browser/known-browser';

/**
 * Signs in with an e-mail address and a password. An unknown address takes the same way at the same
 * cost as a wrong password, down to the commits: the tries are taken and the attempt kept as a failed
 * one before the hash, and nothing is written after a refusal. Success turns the entry into a sign-in
 * and gives back the tries of the limits on failures.
 * @returns what is next, or `null` where address and password don't match.
 * @throws TryLaterError 429 past the limits, 503 when too many wait to be hashed or the database
 * cannot take the sign-in; the tries come back then.
 */
export async function signInWithPassword(input: SignIn): Promise<SignInOutcome | null> {
	const { email, known, client, now = new Date() } = input;
	const account = await findAccount(eq(users.email, email));
	const newBrowser = !account || isNewBrowser(known, account.user);
	const browser = newBrowser ? email : `${known?.browserId} ${account.user.id}`;
	const group = addressGroup(client.address);
	// Whoever was here before is not kept out by what others of their network do.
	const network: Try[] = newBrowser ? [['sign-in-network', addressNetwork(client.address)]] : [];
	const failures = [
		['sign-in-client', group],
		...network,
		[newBrowser ? 'sign-in-account' : 'sign-in-known', browser]
	] as const satisfies Try[];
	// Never given back: they bound what succeeds as well.
	const attempts = [
		['sign-ins-client', group],
		['sign-ins-account', browser]
	] as const satisfies Try[];

	const attempt = { id: createEventId(now), type: 'sign-in-failed', method: 'password' } as const;
	await takeLimits([...failures, ...attempts], (held) => [
		attemptStatement({ ...attempt, whose: whoHas(email, held), client, now })
	]);
	return givingBackTries(
		[...failures, ...attempts],
		() => checkPassword({ ...input, now }, account, { failures, attemptId: attempt.id }),
		() => [forgetAttemptStatement(attempt.id)]
	);
}

async function checkPassword(
	{ password, known, devices, client, now }: SignIn & { now: Date },
	account: Account | undefined,
	{ failures, attemptId }: { failures: readonly Try[]; attemptId: string }
): Promise<SignInOutcome | null> {
	const fits = await verifyPassword(account?.hash ?? null, password);
	if (!account || !fits) {
		logSecurityEvent('sign-in-failed', { userId: account?.user.id, method: 'password' });
		return null;
	}

	const { hash } = account;
	const userId = account.user.id;
	const own = eq(users.id, userId);
	const newHash = needsRehash(hash) ? await hashPassword(password) : null;

	const proof = { method: 'password' } as const;
	// What was verified may have been replaced meanwhile, by a reset that ended all sessions, and a
	// browser that was known may be known no longer: then the account is looked at once more.
	let seen: Account | undefined = account;
	for (let looks = 1; seen?.hash === hash; looks += 1) {
		const { user }: Account = seen;
		const newBrowser = isNewBrowser(known, user);
		const signIn = { user, proof, newBrowser, devices, attemptId, client, now };
		try {
			return await db.transaction(async (tx) => {
				await assertUnchanged(user, hasHash(userId, hash), tx);
				if (newHash) await updatePasswordHash({ userId, hash: newHash }, tx);
				await restoreLimits(failures, tx);
				return completeSignIn(signIn, tx);
			});
		} catch (error) {
			if (!isChanged(error)) throw error;
			if (looks === LOOKS_MAX) throw new TryLaterError(503, 5, 'The account changes all the time.');
		}
		seen = await findAccount(own);
	}
	return null;
}

/** An account that has changed each time it was looked at is nobody's to wait for. */
const LOOKS_MAX = 5;

type SignIn = {
	email: string;
	password: string;
	known: KnownBrowser | null;
	/** Which accounts trust the browser, see `readDevices`. */
	devices?: readonly DeviceTrust[];
	client: ClientContext;
	now?: Date;
};

type Account = NonNullable<Awaited<ReturnType<typeof findAccount>>>;

const findAccount = (where: SQL) =>
	db
		.select({ user: accountColumns, hash: passwords.hash })
		.from(users)
		.innerJoin(passwords, eq(passwords.userId, users.id))
		.leftJoin(preferences, eq(preferences.userId, users.id))
		.where(and(where, isThere))
		.get();

/** The condition that a person's password is still the one of this hash. */
const hasHash = (userId: string, hash: string) =>
	exists(
		db
			.select({ one: sql`1` })
			.from(passwords)
			.where(and(eq(passwords.userId, userId), eq(passwords.hash, hash)))
	);

/** The account, if there is one with a password, that an attempt is kept for. */
const whoHas = (email: string, held: SQL) => sql`
	select ${users.id} as id from ${users}
	inner join ${passwords} on ${passwords.userId} = ${users.id}
	where ${users.email} = ${email} and ${isThere} and ${held}`;
