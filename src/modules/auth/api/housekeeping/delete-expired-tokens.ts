import { lt } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { oauthTransactions } from '../../models/z.oauth-transaction';
import { pendingConnections } from '../../models/z.pending-connection';
import { signUps } from '../../models/z.sign-up';
import { tokens } from '../../models/z.token';

/** Housekeeping: removes what is pending, and mailed tokens, once their time is over. */
export async function deleteExpiredTokens(now = new Date()): Promise<void> {
	await db.delete(signUps).where(lt(signUps.expiresAt, now));
	await db.delete(oauthTransactions).where(lt(oauthTransactions.expiresAt, now));
	await db.delete(pendingConnections).where(lt(pendingConnections.expiresAt, now));
	await db.delete(tokens).where(lt(tokens.expiresAt, now));
}
