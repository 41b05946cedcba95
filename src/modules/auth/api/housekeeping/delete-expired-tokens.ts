import { lt } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { signUps } from '../../models/z.sign-up';
import { tokens } from '../../models/z.token';

/** Housekeeping: removes pending sign-ups and mailed tokens whose time is over. */
export async function deleteExpiredTokens(now = new Date()): Promise<void> {
	await db.delete(signUps).where(lt(signUps.expiresAt, now));
	await db.delete(tokens).where(lt(tokens.expiresAt, now));
}
