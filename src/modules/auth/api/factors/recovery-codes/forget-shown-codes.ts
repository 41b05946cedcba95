import { and, lte, ne } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { shownRecoveryCodes } from '../../../models/z.recovery-code';

/**
 * Housekeeping: sets of codes that were shown for long enough go, sealed as they are. That nobody has
 * said they are kept stays, so that the settings go on asking.
 */
export async function forgetShownCodes(now = new Date()): Promise<void> {
	const isOver = and(lte(shownRecoveryCodes.expiresAt, now), ne(shownRecoveryCodes.sealed, ''));
	await db.update(shownRecoveryCodes).set({ sealed: '' }).where(isOver);
}
