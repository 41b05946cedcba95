import { setTimeout as sleep } from 'node:timers/promises';
import { and, gt, inArray, lt, sql, type SQL } from 'drizzle-orm';
import type { BatchItem } from 'drizzle-orm/batch';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { behindAnswer } from '@/server/db/write-wait';
import { log } from '@/server/log';
import { deleteInSteps } from '@/server/db/delete-in-steps';
import { logSecurityEvent } from '@/server/log-security-event';
import { keyedHash } from '@/server/secrets';
import { TryLaterError } from '@/server/request-errors';
import { rateLimits } from '../models/z.rate-limit';
import { limits, type LimitName, type OwnLimit } from './limits';

/** One try of a limit. The subject is what is limited: an address, an account. It is hashed. */
export type Try = readonly [limit: LimitName | OwnLimit, subject: string];

/** The limit that was reached, and the seconds until its time is over. */
export type ReachedLimit = { name: string; retryAfter: number };

/** What else is written with the tries, in the same commit; `held` says in SQL that none was refused. */
export type Beside = (held: SQL) => BatchItem<'sqlite'>[];

/**
 * So many times its limit, a subject is refused out of memory until its window is over, but for one
 * look in a while: a flood must not fill the queue of writes, one for each refusal. Short of it tries
 * are given back as ever.
 */
const FLOOD = 10;
const floods = new Map<string, { until: number; askedAt: number }>();
const FLOODS_MAX = 10_000;
/** Milliseconds until the database is asked again: somebody may have begun the limit anew. */
const ASK_AGAIN_MS = 10_000;

export const limitOf = (limit: LimitName | OwnLimit): OwnLimit =>
	typeof limit === 'string' ? { name: limit, ...limits[limit] } : limit;

/** When the time of a limit is over that begins now, in milliseconds. */
export const endOf = ([limit]: Try, now: number): number => now + limitOf(limit).duration * 1000;

/** Counters name nobody: what is limited stands in the key as a keyed hash. */
export const keyOf = ([limit, subject]: Try) =>
	`${limitOf(limit).name}:${keyedHash('limit', subject).slice(0, 32)}`;

/**
 * Takes one try of each limit in one commit, a later one only where the earlier ones held, so that a
 * client past its own limit uses up nobody else's. Taken before the work that they guard, so that
 * parallel tries count each.
 * @returns the limit that refused, or `null` where all held.
 */
export async function tryLimits(
	tries: readonly [Try, ...Try[]],
	beside: Beside = () => []
): Promise<ReachedLimit | null> {
	const now = Date.now();
	const counters = tries.map((one) => ({ key: keyOf(one), ...limitOf(one[0]) }));
	for (const { name, key } of counters) {
		const flood = floods.get(key);
		if (!flood || flood.until <= now || Math.abs(now - flood.askedAt) >= ASK_AGAIN_MS) continue;
		return refusal(name, key, secondsUntil(flood.until, now));
	}

	const held = counters.map(({ key, points }) => sql`${pointsOf(key)} <= ${points}`);
	const [taken] = await db.batch([takeEach(counters, now), ...beside(and(...held)!)]);

	for (const { name, key, points } of counters) {
		const counter = taken.findLast((one) => one.key === key);
		if (!counter || counter.points <= points) continue;
		const until = counter.expire?.getTime() ?? now;
		if (counter.points >= FLOOD * points) rememberFlood(key, until, now);
		return refusal(name, key, secondsUntil(until, now));
	}
	return null;
}

/** Told with the counter's key, which is the same for the same account or client, and names neither. */
export function refusal(name: string, key: string, retryAfter: number): ReachedLimit {
	logSecurityEvent('limit-reached', { limit: name, counted: key.split(':')[1] ?? '', retryAfter });
	return { name, retryAfter };
}

/**
 * {@link tryLimits} for work that ends where one is reached.
 * @throws TryLaterError (429) when none is left.
 */
export async function takeLimits(tries: readonly [Try, ...Try[]], beside?: Beside): Promise<void> {
	const reached = await tryLimits(tries, beside);
	if (!reached) return;
	throw new TryLaterError(429, reached.retryAfter, `limit ${reached.name} reached`);
}

/**
 * Counts one more in the caller's transaction, for what cannot be refused any more.
 * @returns how many there were in the limit's time, this one included.
 */
export async function countTowards(one: Try, executor: Executor): Promise<number> {
	const [counter] = await tryAnyway(one, executor).returning({ points: rateLimits.points });
	return counter?.points ?? 0;
}

/** The same where nobody asks how many there were, which costs no trip of its own. */
export const countQuietly = async (one: Try, executor: Executor): Promise<void> =>
	void (await tryAnyway(one, executor));

function tryAnyway(one: Try, executor: Executor) {
	const now = Date.now();
	return upsert(sql`select ${keyOf(one)}, 1, ${endOf(one, now)} where true`, now, executor);
}

/** How many stand in a limit's counter, for a statement behind {@link countQuietly} in its transaction. */
export const countedIn = (one: Try): SQL => pointsOf(keyOf(one));

const pointsOf = (key: string) => sql`(select points from ${rateLimits} where key = ${key})`;

/** Begins limits anew, before their time is over. */
export async function resetLimits(tries: readonly Try[], executor: Executor): Promise<void> {
	const keys = tries.map(keyOf);
	// Where the transaction is taken back, the next try finds the flood in the database.
	for (const key of keys) floods.delete(key);
	await executor.delete(rateLimits).where(inArray(rateLimits.key, keys));
}

/** The statement that gives a try of each limit back, after success: for a batch, or to be awaited. */
export const restoreLimits = (tries: readonly Try[], executor: Pick<typeof db, 'update'> = db) =>
	executor
		.update(rateLimits)
		.set({ points: sql`points - 1` })
		.where(and(inArray(rateLimits.key, tries.map(keyOf)), gt(rateLimits.points, 0)));

/**
 * After success, in its transaction: gives a try of some limits back and begins others anew, all in one
 * statement.
 */
export const settleLimits = async (
	{ restored, anew }: { restored: readonly Try[]; anew: readonly Try[] },
	executor: Executor
): Promise<void> =>
	void (await executor
		.update(rateLimits)
		.set({
			points: sql`case when ${inArray(rateLimits.key, anew.map(keyOf))} then 0 else points - 1 end`
		})
		.where(
			and(inArray(rateLimits.key, [...restored, ...anew].map(keyOf)), gt(rateLimits.points, 0))
		));

/** One try of each, in order, up to and with the first one that refuses: there nothing is left. */
function takeEach(counters: (OwnLimit & { key: string })[], now: number) {
	const rows = counters.map(
		({ key, points, duration }, turn) => sql`(${turn}, ${key}, ${points}, ${now + duration * 1000})`
	);
	const isUsedUp = sql`${isFresh(now, sql`tries.expire`)} and ${rateLimits.points} >= tries.most`;
	return upsert(
		sql`
			with tries(turn, key, most, expire) as (values ${sql.join(rows, sql`, `)})
			select key, 1, expire from tries where turn <= coalesce(
				(select min(turn) from tries inner join ${rateLimits} using (key) where ${isUsedUp}),
				${counters.length}
			)`,
		now
	).returning();
}

/**
 * Whether a counter's time is not over. One that ends much later than one that begins now was begun by
 * a clock that was wrong; a little later, by that of another machine.
 * @param end when the time of one is over that begins now.
 */
export const isFresh = (now: number, end: SQL | number) =>
	sql`(${rateLimits.expire} > ${now} and ${rateLimits.expire} - ${now} <= 2 * (${end} - ${now}))`;

/** Counts one more in the counter of each row, or begins it anew once its time is over. */
function upsert(rows: SQL, now: number, executor: Executor = db) {
	const fresh = isFresh(now, sql`excluded.expire`);
	return executor
		.insert(rateLimits)
		.select(rows)
		.onConflictDoUpdate({
			target: rateLimits.key,
			set: {
				points: sql`case when ${fresh} then ${rateLimits.points} + 1 else 1 end`,
				expire: sql`case when ${fresh} then ${rateLimits.expire} else excluded.expire end`
			}
		});
}

export const secondsUntil = (until: number, now: number) => Math.ceil((until - now) / 1000);

function rememberFlood(key: string, until: number, now: number): void {
	if (floods.size >= FLOODS_MAX) {
		for (const [known, flood] of floods) if (flood.until <= now) floods.delete(known);
	}
	floods.set(key, { until, askedAt: now });
}

/** Housekeeping: removes counters whose window is over, in steps. */
export async function deleteExpiredLimits(now = new Date()): Promise<void> {
	await deleteInSteps(rateLimits, lt(rateLimits.expire, now));
}

/** Milliseconds between two attempts; each one waits for the database as long as every write does. */
const PAUSE_MS = 1_000;
/** After so many attempts the limits' own time has passed. */
const ATTEMPTS_MAX = 150;

/**
 * Runs what tries were taken for. Where it breaks off for a reason that is not the person's (too
 * many wait, the database is busy), they get the tries back as soon as a write is taken.
 * @param undo what else was written when they were taken.
 * @throws what `work` throws.
 */
export async function givingBackTries<T>(
	tries: readonly [Try, ...Try[]],
	work: () => Promise<T>,
	undo: () => BatchItem<'sqlite'>[] = () => []
): Promise<T> {
	try {
		return await work();
	} catch (error) {
		void behindAnswer(() => giveBack(tries, undo));
		throw error;
	}
}

async function giveBack(tries: readonly Try[], undo: () => BatchItem<'sqlite'>[]) {
	for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt++) {
		const failure: unknown = await db.batch([restoreLimits(tries), ...undo()]).then(
			() => null,
			(error: unknown) => error
		);
		if (failure === null) return;
		if (attempt === ATTEMPTS_MAX) log.warn({ err: failure }, 'tries not given back');
		await sleep(PAUSE_MS, undefined, { ref: false });
	}
}
