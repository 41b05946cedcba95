import {
	givingBackTries,
	restoreLimits,
	takeLimits,
	type Try
} from '$modules/limits/api/take-limits';
import { logSecurityEvent } from '@/server/log-security-event';
import { getPasswordHash, verifyPassword } from './password-hash';

/**
 * Whether a signed-in person knows their password. Tries are taken before the hash and given back
 * on success, and where it could not be checked. Without a password the answer is no.
 * @throws TryLaterError 429 past the limit, 503 when too many wait to be hashed.
 */
export async function verifyOwnPassword(input: {
	userId: string;
	password: string;
}): Promise<boolean> {
	const { userId, password } = input;
	const limit: Try = ['confirm-password', userId];
	await takeLimits([limit]);
	return givingBackTries([limit], async () => {
		const fits = await verifyPassword(await getPasswordHash({ userId }), password);
		if (fits) await restoreLimits([limit]);
		else logSecurityEvent('password-refused', { userId });
		return fits;
	});
}
