import { refuseWhereReached } from '$modules/limits/api/reached-limits';
import { takeLimits, type Try } from '$modules/limits/api/take-limits';
import { addressGroup, addressNetwork } from '@/server/client-context';
import { logSecurityEvent } from '@/server/log-security-event';
import { verifyPasskey, type PasskeyRefusal, type VerifiedPasskey } from './verify-passkey';

/**
 * Does what a passkey proves. One that is refused is told to the log and counts for the client's
 * address, never for an account: limits on passwords do not hinder a passkey, nor the other way round.
 * A try is taken after a refusal alone, so that success writes nothing for it: unlike a password, a
 * passkey is not found by trying.
 * @param work uses it up, see `usePasskey`; `null` where somebody was quicker.
 * @throws TryLaterError 429 past the limits, and what `work` throws.
 */
export async function withPasskey<T>(
	input: Parameters<typeof verifyPasskey>[0],
	work: (passkey: VerifiedPasskey) => Promise<T | null>
): Promise<{ ok: true; value: T } | PasskeyRefusal> {
	const { address } = input.client;
	const tries: [Try, Try] = [
		['passkey-client', addressGroup(address)],
		['passkey-network', addressNetwork(address)]
	];
	const verification = await verifyPasskey(input);
	if (!verification.ok) return refuse(verification);

	const { userId } = verification.passkey;
	// Not the client's: what others got wrong from that address keeps no good one out.
	await refuseWhereReached(['passkey-uses', userId]);
	const value = await work(verification.passkey);
	return value === null ? refuse({ ok: false, reason: 'expired', userId }) : { ok: true, value };

	async function refuse(refusal: PasskeyRefusal): Promise<PasskeyRefusal> {
		tell(input.purpose, refusal);
		await takeLimits(tries);
		return refusal;
	}
}

function tell(purpose: Parameters<typeof verifyPasskey>[0]['purpose'], refusal: PasskeyRefusal) {
	const { reason } = refusal;
	const userId = 'userId' in refusal ? refusal.userId : undefined;
	if (purpose === 'sign-in')
		logSecurityEvent('sign-in-failed', { userId, method: 'passkey', reason });
	else if (purpose === 'second-step')
		logSecurityEvent('second-step-failed', { userId, method: 'passkey', reason });
	else logSecurityEvent('passkey-refused', { userId, purpose, reason });
}
