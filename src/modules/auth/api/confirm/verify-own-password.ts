import { eq } from 'drizzle-orm';
import { consumeLimit, restoreLimit } from '$modules/limits/api/consume-limit';
import { db } from '@/server/db/client';
import { passwords } from '../../models/z.password';
import { verifyPassword } from '../password/hash-password';

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
	const stored = await db
		.select({ hash: passwords.hash })
		.from(passwords)
		.where(eq(passwords.userId, userId))
		.get();
	const fits = await verifyPassword(stored?.hash ?? null, password);
	if (fits) await restoreLimit('confirm-password', userId);
	return fits;
}
