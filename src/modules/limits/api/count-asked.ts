import type { BatchItem } from 'drizzle-orm/batch';
import { env } from '@/server/env';
import { countInSlot } from './slot-counts';

/** The statement that counts a sign-up or a forgotten password, where somebody goes by the count. */
export const countAsked = (now: Date): BatchItem<'sqlite'>[] =>
	env().PROOF_OF_WORK === 'auto' ? [countInSlot({ kind: 'asked', at: now })] : [];
