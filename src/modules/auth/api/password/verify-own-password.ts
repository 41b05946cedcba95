import { consumeLimit, restoreLimit } from '$modules/limits/api/consume-limit';
import { getPasswordHash } from './get-password-hash';
import { verifyPassword } from './hash-password';

/**
 * Whether a signed-in person knows their password. Tries are taken before the hash and given back
 * on success. Without a password the answer is no.
 * @throws TryLaterError 429 past the limit, 503 when too many wait to be hashed.
 */
export async function verifyOwnPassword(input: {
	userId: string;
	password: string;
}): Promise<boolean> {
	const { userId, password } = input;
	await consumeLimit('confirm-password', userId);
	const fits = await verifyPassword(await getPasswordHash({ userId }), password);
	if (fits) await restoreLimit('confirm-password', userId);
	return fits;
}
