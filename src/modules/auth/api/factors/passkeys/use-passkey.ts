import type { Executor } from '@/server/db/create-db';
import type { VerifiedPasskey } from './verify-passkey';

/**
 * Uses a checked passkey and its challenge up, in the transaction of what it proves: of two answers to
 * one challenge, or with one counter, one gets it.
 * @returns `false` where somebody was quicker, or the passkey is gone.
 */
export async function usePasskey(
	_: { passkey: VerifiedPasskey; now: Date },
	__: Executor
): Promise<boolean> {
	throw new Error('not built yet');
}
