import { and, eq, gt, gte, inArray, lte } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { TryLaterError } from '@/server/request-errors';
import { rateLimits } from '../models/z.rate-limit';
import { keyOf, limitOf, refusal, secondsUntil, type Try } from './take-limits';

/**
 * Refuses what has reached one of its limits already, before work for which tries are taken later,
 * together with what the work is for. One read alone: who is past a limit writes nothing.
 * @throws TryLaterError (429)
 */
export async function refuseWhereReached(...tries: readonly [Try, ...Try[]]): Promise<void> {
	const now = Date.now();
	const counters = await db
		.select({ key: rateLimits.key, points: rateLimits.points, expire: rateLimits.expire })
		.from(rateLimits)
		.where(and(inArray(rateLimits.key, tries.map(keyOf)), gt(rateLimits.expire, new Date(now))));
	for (const one of tries) {
		const { name, points, duration } = limitOf(one[0]);
		const key = keyOf(one);
		const counter = counters.find((found) => found.key === key);
		if (!counter?.expire || counter.points < points) continue;
		if (counter.expire > latestEnd(duration, now)) continue;
		const { retryAfter } = refusal(name, key, secondsUntil(counter.expire.getTime(), now));
		throw new TryLaterError(429, retryAfter, `limit ${name} reached`);
	}
}

/** Whether a limit is reached already, for a page that says so. */
export async function isReached(one: Try): Promise<boolean> {
	const { points, duration } = limitOf(one[0]);
	const now = Date.now();
	const reached = and(
		eq(rateLimits.key, keyOf(one)),
		gt(rateLimits.expire, new Date(now)),
		lte(rateLimits.expire, latestEnd(duration, now)),
		gte(rateLimits.points, points)
	);
	return (await db.$count(rateLimits, reached)) > 0;
}

/** A counter that ends later was begun by a clock that was wrong: the next try begins it anew. */
const latestEnd = (duration: number, now: number) => new Date(now + 2 * duration * 1000);
