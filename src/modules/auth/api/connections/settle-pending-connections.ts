import { and, eq, inArray } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { pendingConnections } from '../../models/z.pending-connection';
import { users } from '../../models/z.user';

/**
 * After a sign-in: of the identities that wait in this browser, those whose proved address is this
 * account's stay, to be connected by one press of a button; any other is dropped.
 * @param input.ids of the browser's transactions, from its cookies.
 * @returns whether one stays.
 */
export async function settlePendingConnections(input: {
	ids: string[];
	userId: string;
	now?: Date;
}): Promise<boolean> {
	const { ids, userId, now = new Date() } = input;
	if (ids.length === 0) return false;
	const waiting = await db
		.select({
			id: pendingConnections.id,
			expiresAt: pendingConnections.expiresAt,
			ownerId: users.id
		})
		.from(pendingConnections)
		.leftJoin(
			users,
			and(eq(users.email, pendingConnections.email), eq(pendingConnections.emailVerified, true))
		)
		.where(inArray(pendingConnections.id, ids));
	const stays = ({ ownerId, expiresAt }: (typeof waiting)[number]) =>
		ownerId === userId && expiresAt > now;
	const dropped = waiting.filter((row) => !stays(row)).map(({ id }) => id);
	if (dropped.length > 0) {
		await db.delete(pendingConnections).where(inArray(pendingConnections.id, dropped));
	}
	return dropped.length < waiting.length;
}
