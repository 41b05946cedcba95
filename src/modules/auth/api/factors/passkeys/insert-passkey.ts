import type { ClientContext } from '@/server/client-context';
import type { Executor } from '@/server/db/create-db';
import type { NewPasskey } from './verify-new-passkey';

/**
 * Stores a passkey that was checked, uses its challenge up, keeps the record and tells the owner, in
 * a transaction of the caller's.
 * - `exists`: its credential is there already, of this account or another
 * - `used`: the challenge has been used up
 */
export async function insertPasskey(
	_: { userId: string; passkey: NewPasskey; name?: string; client: ClientContext; now: Date },
	__: Executor
): Promise<{ ok: true; id: string } | { ok: false; reason: 'exists' | 'used' | 'too-many' }> {
	throw new Error('not built yet');
}
