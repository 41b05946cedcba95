import { and, desc, eq, gt, inArray } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { pendingConnections } from '../../models/z.pending-connection';

/**
 * The newest identity that waits in a browser, or `null`.
 * @param input.ids of the browser's transactions, from its cookies.
 * @param input.emailVerified whether its address is proved (it waits for the owner to sign in) or
 * not (it waits for a mail).
 * @param input.email absent: of any address.
 */
export async function getPendingConnection(input: {
	ids: string[];
	emailVerified: boolean;
	email?: string;
	now?: Date;
}) {
	const { ids, emailVerified, email, now = new Date() } = input;
	if (ids.length === 0) return null;
	const row = await db
		.select({
			id: pendingConnections.id,
			provider: pendingConnections.provider,
			email: pendingConnections.email,
			redirectTo: pendingConnections.redirectTo,
			signUpId: pendingConnections.signUpId
		})
		.from(pendingConnections)
		.where(
			and(
				inArray(pendingConnections.id, ids),
				eq(pendingConnections.emailVerified, emailVerified),
				email === undefined ? undefined : eq(pendingConnections.email, email),
				gt(pendingConnections.expiresAt, now)
			)
		)
		.orderBy(desc(pendingConnections.createdAt))
		.limit(1)
		.get();
	return row ?? null;
}
