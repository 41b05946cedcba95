import { lt } from 'drizzle-orm';
import { deleteExpiredTransactions } from '$modules/oauth/api/transaction/transaction-store';
import { db } from '@/server/db/client';
import { emailChanges } from '../../models/z.email-change';
import { keptForms } from '../../models/z.kept-form';
import { pendingConnections } from '../../models/z.pending-connection';
import { pendingSignIns } from '../../models/z.pending-sign-in';
import { signUps } from '../../models/z.sign-up';
import { tokens } from '../../models/z.token';

const shortLived = [signUps, tokens, pendingConnections, pendingSignIns, emailChanges, keptForms];

/** Housekeeping: removes what was good for a while only, and whose time is over. */
export async function deleteExpiredTokens(now = new Date()): Promise<void> {
	for (const table of shortLived) await db.delete(table).where(lt(table.expiresAt, now));
	await deleteExpiredTransactions(now);
}
