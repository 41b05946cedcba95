import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import { setProfileHidden } from '$modules/profile/api/profile-store';
import type { Executor } from '@/server/db/create-db';
import { users } from '../../models/z.user';
import { stateOf } from '../user/user-store';

/**
 * Closes an account or opens it again, whoever decided so, in a transaction of the caller's, which
 * ends the access that is to end, records it and tells the owner. Closing takes the profile out of sight.
 * @param input.closedAt since when it is closed; `null` opens it.
 * @returns `false` where it is so already: whoever closes a closed account does not put off its end.
 */
export async function setClosed(
	{ userId, closedAt }: { userId: string; closedAt: Date | null },
	executor: Executor
): Promise<boolean> {
	const isOther = closedAt ? isNull(users.closedAt) : isNotNull(users.closedAt);
	const [changed] = await executor
		.update(users)
		.set({ closedAt })
		.where(and(eq(users.id, userId), isOther))
		.returning({ suspendedAt: users.suspendedAt });
	if (!changed) return false;
	const isHidden = stateOf({ ...changed, closedAt }) !== 'open';
	await setProfileHidden({ userId, isHidden }, executor);
	return true;
}
