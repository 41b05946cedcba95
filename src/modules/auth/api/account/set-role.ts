import { eq, sql } from 'drizzle-orm';
import type { Executor } from '@/server/db/create-db';
import { roles, users, type Role } from '../../models/z.user';

export { roles, type Role };

/**
 * Gives an account a role, from its next request on. One who runs the site has to have a second factor,
 * and proves it at every sign-in; who does not any more is free to go without.
 */
export const setRole = async (
	{ userId, role, now }: { userId: string; role: Role; now: Date },
	executor: Executor
): Promise<void> =>
	void (await executor
		.update(users)
		.set({
			role,
			factorRequiredAt:
				role === 'admin' ? sql`coalesce(${users.factorRequiredAt}, ${now.getTime()})` : null
		})
		.where(eq(users.id, userId)));
