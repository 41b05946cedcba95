import { RateLimiterDrizzle, RateLimiterRes } from 'rate-limiter-flexible';
import { db } from '@/server/db/client';
import { keyedHash } from '@/server/secrets';
import { TryLaterError } from '@/server/try-later';
import { rateLimits } from '../models/z.rate-limit';
import { limits, type LimitName } from './limits';

const limiters = new Map<LimitName, RateLimiterDrizzle>();

function limiterFor(name: LimitName): RateLimiterDrizzle {
	const existing = limiters.get(name);
	if (existing) return existing;
	const limiter = new RateLimiterDrizzle({
		storeClient: db,
		schema: rateLimits,
		keyPrefix: name,
		// Housekeeping removes what has run out.
		clearExpiredByTimeout: false,
		...limits[name]
	});
	limiters.set(name, limiter);
	return limiter;
}

/** Counters name nobody: what is limited stands in the key as a keyed hash. */
const keyOf = (subject: string) => keyedHash('limit', subject).slice(0, 32);

/**
 * Takes one try. Taken before the work it guards, so that parallel tries count each.
 * @param subject what is limited: an address, an account. It is hashed.
 * @throws TryLaterError (429) when none is left.
 */
export async function consumeLimit(name: LimitName, subject: string): Promise<void> {
	try {
		await limiterFor(name).consume(keyOf(subject));
	} catch (cause) {
		if (!(cause instanceof RateLimiterRes)) throw cause;
		throw new TryLaterError(429, Math.ceil(cause.msBeforeNext / 1000), `limit ${name} reached`);
	}
}

/** Gives a try back, after success. */
export async function restoreLimit(name: LimitName, subject: string): Promise<void> {
	await limiterFor(name).reward(keyOf(subject));
}

/** Gives every try back, after a stronger proof than the one that was counted. */
export async function clearLimit(name: LimitName, subject: string): Promise<void> {
	await limiterFor(name).delete(keyOf(subject));
}
