import { and, eq, exists, isNotNull, isNull, sql, type Column, type SQL } from 'drizzle-orm';
import { preferences } from '$modules/preferences/models/z.preferences';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { faultOf } from '@/server/db/fault';
import { users } from '../../models/z.user';
import { factorColumns } from './second-step';
import { useUpInvitation } from './open-invitation';

/**
 * The condition that an account is there for anybody. One that is being erased keeps its row to the
 * last, and opens and answers nothing: as if nobody had its address.
 */
export const isThere = isNull(users.erasingAt);

/** The condition of the people who run the site, in the words of the index that lists them alone. */
export const isAdmin = sql`${users.role} <> 'person' and ${users.role} = 'admin'`;

/** How an account that is there stands, in a word: who suspends it comes before its owner, who closes it. */
export const stateOf = (account: {
	suspendedAt: Date | null;
	closedAt: Date | null;
}): 'suspended' | 'closed' | 'open' =>
	account.suspendedAt ? 'suspended' : account.closedAt ? 'closed' : 'open';

/** The condition that the account which a row belongs to is being erased; of nobody's row it is not. */
export const isBeingErased = (userId: Column): SQL =>
	exists(
		db
			.select({ id: users.id })
			.from(users)
			.where(and(eq(users.id, userId), isNotNull(users.erasingAt)))
	);

/** The query of the account by which an address is still taken, although it is being erased. */
export const userBeingErased = ({ email }: { email: string }, executor: Executor) =>
	executor
		.select({ id: users.id })
		.from(users)
		.where(and(eq(users.email, email), isNotNull(users.erasingAt)));

const ownColumns = {
	id: users.id,
	email: users.email,
	role: users.role,
	closedAt: users.closedAt,
	suspendedAt: users.suspendedAt,
	mailBlockedAt: users.mailBlockedAt,
	unsettledSince: users.unsettledSince,
	knownSince: users.knownSince,
	newBrowserMailAt: users.newBrowserMailAt,
	...factorColumns
};

/** An account, with what whoever writes to its owner has to know: `null` is what they did not choose. */
export const accountColumns = {
	...ownColumns,
	locale: preferences.locale,
	timezone: preferences.timezone,
	notifyNewSignIn: preferences.notifyNewSignIn
};

export type Account = NonNullable<Awaited<ReturnType<typeof find>>>;

const find = async (where: SQL, executor: Executor) =>
	(await executor
		.select(accountColumns)
		.from(users)
		.leftJoin(preferences, eq(preferences.userId, users.id))
		.where(and(where, isThere))
		.get()) ?? null;

/** An account, or `null` where it is gone or going. */
export const getUser = ({ userId }: { userId: string }, executor: Executor = db) =>
	find(eq(users.id, userId), executor);

/**
 * The account that has an address, or `null`. No request may ask whose answer could tell: only what
 * runs behind it, such as the worker that writes mails.
 */
export const getUserByEmail = ({ email }: { email: string }, executor: Executor = db) =>
	find(eq(users.email, email), executor);

/** What of an account a sign-in goes by, as it was read; not what only words or silences its mail. */
const standsAs = (seen: Account): SQL[] => [
	eq(users.id, seen.id),
	eq(users.email, seen.email),
	...(
		[
			'closedAt',
			'suspendedAt',
			'knownSince',
			'newBrowserMailAt',
			'asksSecondStep',
			'factorRequiredAt'
		] as const
	).map((name) => sql`${ownColumns[name]} is ${sql.param(seen[name], ownColumns[name])}`),
	...(['hasTotp', 'hasPasskey'] as const).map(
		(name) => sql`${factorColumns[name]} = ${Number(seen[name])}`
	)
];

/**
 * Makes a transaction fail whose account is not as it was read before, in what a sign-in goes by. A
 * write like any other: it asks nothing, and travels with the rest, so that nobody waits at the lock
 * for an answer of the database to arrive here (decision 056). {@link isChanged} knows the failure.
 * @param also what else has to hold.
 */
export async function assertUnchanged(seen: Account, also: SQL, executor: Executor): Promise<void> {
	const same = db
		.select({ one: sql`1` })
		.from(users)
		.where(and(isThere, ...standsAs(seen), also));
	// No user can be without an id: this one is refused wherever it is tried.
	await executor.run(sql`insert into ${users} (id) select null where not ${exists(same)}`);
}

/** Whether a transaction failed by {@link assertUnchanged}. */
export function isChanged(error: unknown): boolean {
	const fault = faultOf(error);
	return fault?.kind === 'not-null' && fault.column === 'users.id';
}

/**
 * Notes that an account has its first way in: from now on it is its owner's for good, and an invitation
 * of its address is used up.
 */
export async function settleUser(
	{ userId, now }: { userId: string; now: Date },
	executor: Executor
): Promise<void> {
	const [settled] = await executor
		.update(users)
		.set({ unsettledSince: null })
		.where(and(eq(users.id, userId), isNotNull(users.unsettledSince)))
		.returning({ email: users.email });
	if (settled) await useUpInvitation({ email: settled.email, now }, executor);
}

/**
 * Creates the account of a proved address.
 * @param input.isUnsettled it has no way in yet.
 * @returns `null` where the address has one.
 */
export async function createUser(
	{ email, isUnsettled, now }: { email: string; isUnsettled: boolean; now: Date },
	executor: Executor
): Promise<Account | null> {
	const [user] = await executor
		.insert(users)
		.values({
			email,
			emailVerifiedAt: now,
			createdAt: now,
			unsettledSince: isUnsettled ? now : null
		})
		.onConflictDoNothing({ target: users.email })
		.returning(ownColumns);
	return user ? { ...user, locale: null, timezone: null, notifyNewSignIn: null } : null;
}

/**
 * Housekeeping: gives a passkey handle to accounts that a process of an older version made while the
 * database was new already.
 */
export const fillPasskeyHandles = async (): Promise<void> =>
	void (await db
		.update(users)
		.set({ passkeyHandle: sql`lower(hex(randomblob(64)))` })
		.where(isNull(users.passkeyHandle)));
