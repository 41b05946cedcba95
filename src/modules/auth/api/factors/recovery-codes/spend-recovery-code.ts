import { recordEvent } from '$modules/activity/api/record-event';
import type { ClientContext } from '@/server/client-context';
import type { Executor } from '@/server/db/create-db';
import { createOwnerMail } from '../../mails/owner-mail';
import { endTrust } from '../../session/end-access';
import { useRecoveryCode } from './recovery-code-store';

/**
 * Uses a recovery code up with all that belongs to it, in the transaction of what it proves: the
 * record keeps it, its owner is told how many are left, and the trust in browsers ends.
 * @param input.hash as `recoveryCodeHash` gives it, before the transaction.
 * @returns how many are left, or `null` where there is no such code, or it was used; nothing is
 * written then.
 */
export async function spendRecoveryCode(
	input: { userId: string; hash: string; client: ClientContext; now: Date },
	executor: Executor
): Promise<number | null> {
	const { userId, hash, client, now } = input;
	const left = await useRecoveryCode({ userId, hash, now }, executor);
	if (left === null) return null;
	// Whoever needs one has lost something: where it is by now nobody knows.
	await endTrust({ userId }, executor);
	const eventId = await recordEvent({ userId, type: 'recovery-code-used', client, now }, executor);
	await createOwnerMail({ template: 'recovery-code-used', userId, eventId, now }, executor);
	return left;
}
