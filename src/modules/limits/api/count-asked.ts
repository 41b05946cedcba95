import type { SQL } from 'drizzle-orm';
import type { BatchItem } from 'drizzle-orm/batch';
import { env } from '@/server/env';
import { countInSlot } from './slot-counts';

/**
 * The statement that counts a sign-up or a forgotten password, where somebody goes by the count.
 * @param held the condition under which it is not refused: who is refused asks for no mail.
 */
export const countAsked = (now: Date, held: SQL): BatchItem<'sqlite'>[] =>
	env().PROOF_OF_WORK === 'auto' ? [countInSlot({ kind: 'asked', at: now, where: held })] : [];
