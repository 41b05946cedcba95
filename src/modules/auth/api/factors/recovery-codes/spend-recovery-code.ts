import { recordEvent } from '$modules/activity/api/record-event';
import type { ClientContext } from '@/server/client-context';
import type { Executor } from '@/server/db/create-db';
import { useRecoveryCode } from './recovery-code-store';

/**
 * Uses a recovery code up in the transaction of what it proves, at a sign-in or a confirmation, and
 * keeps it in the record.
 * @returns how many are left, or `null` where there is no such code, or it was used.
 */
export async function spendRecoveryCode(
	input: { userId: string; hash: string; client: ClientContext; now: Date },
	executor: Executor
): Promise<number | null> {
	const { userId, hash, client, now } = input;
	const left = await useRecoveryCode({ userId, hash, now }, executor);
	if (left === null) return null;
	await recordEvent({ userId, type: 'recovery-code-used', client, now }, executor);
	return left;
}
