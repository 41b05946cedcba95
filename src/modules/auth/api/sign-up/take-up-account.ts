import type { Executor } from '@/server/db/create-db';
import { endAccess } from '../session/end-access';
import { hasWayIn } from '../user/has-way-in';
import { getUserByEmail, type Account } from '../user/user-store';

/**
 * Gives an account without a way in to whoever has just proved its address: it was begun without a
 * password and left before there was a passkey, or lost all that opened it. What else may have been
 * open to it ends, such as the session of whoever proved the address before.
 * @returns `null` where there is none, or it has a way in.
 */
export async function takeUpAccount(
	{ email, now }: { email: string; now: Date },
	executor: Executor
): Promise<Account | null> {
	const user = await getUserByEmail({ email }, executor);
	if (!user || (await hasWayIn({ userId: user.id }, executor))) return null;
	const userId = user.id;
	await endAccess({ userId, knownSince: now, links: true, keptForms: true }, executor);
	return { ...user, knownSince: now };
}
