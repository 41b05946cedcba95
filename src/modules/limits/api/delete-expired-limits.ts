import { lt } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { rateLimits } from '../models/z.rate-limit';

/** Housekeeping: removes counters whose window is over. */
export async function deleteExpiredLimits(now = new Date()): Promise<void> {
	await db.delete(rateLimits).where(lt(rateLimits.expire, now));
}
