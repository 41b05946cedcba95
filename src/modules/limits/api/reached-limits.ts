import { and, eq, gte, or } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { TryLaterError } from '@/server/request-errors';
import { rateLimits } from '../models/z.rate-limit';
import { endOf, isFresh, keyOf, limitOf, refusal, secondsUntil, type Try } from './take-limits';

/**
 * Refuses what has reached one of its limits already, before work for which tries are taken later,
 * together with what the work is for. One read alone: who is past a limit writes nothing.
 * @throws TryLaterError (429)
 */
export async function refuseWhereReached(...tries: readonly [Try, ...Try[]]): Promise<void> {
	const now = Date.now();
	const counters = await db
		.select({ key: rateLimits.key, expire: rateLimits.expire })
		.from(rateLimits)
		.where(or(...tries.map((one) => hasReached(one, now))));
	for (const one of tries) {
		const key = keyOf(one);
		const counter = counters.find((found) => found.key === key);
		if (!counter?.expire) continue;
		const { name } = limitOf(one[0]);
		const { retryAfter } = refusal(name, key, secondsUntil(counter.expire.getTime(), now));
		throw new TryLaterError(429, retryAfter, `limit ${name} reached`);
	}
}

/** Whether a limit is reached already, for a page that says so. */
export const isReached = async (one: Try): Promise<boolean> =>
	(await db.$count(rateLimits, hasReached(one, Date.now()))) > 0;

/** The counter of a limit, where nothing is left in it. */
const hasReached = (one: Try, now: number) =>
	and(
		eq(rateLimits.key, keyOf(one)),
		gte(rateLimits.points, limitOf(one[0]).points),
		isFresh(now, endOf(one, now))
	);
