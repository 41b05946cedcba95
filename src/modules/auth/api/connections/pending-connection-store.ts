import { and, desc, eq, gt, inArray } from 'drizzle-orm';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { pendingConnections } from '../../models/z.pending-connection';
import { users } from '../../models/z.user';
import type { Identity } from '$modules/oauth/api/identity/provider';
import { lifetimes } from '$modules/limits/api/lifetimes';

/**
 * Keeps an identity until its address is proved or the address's owner has signed in.
 * @param input.id that of the transaction it came from, whose cookie binds it to the browser.
 */
export async function createPendingConnection(
	input: { id: string; identity: Identity; redirectTo: string; now: Date },
	executor: Executor
): Promise<void> {
	const { id, identity, redirectTo, now } = input;
	const { provider, issuer, subject, email, displayName } = identity;
	await executor.insert(pendingConnections).values({
		id,
		provider,
		issuer,
		subject,
		email,
		emailVerified: email !== null && identity.emailVerified,
		displayName,
		redirectTo,
		createdAt: now,
		expiresAt: new Date(now.getTime() + lifetimes.pendingIdentity)
	});
}

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
}) {
	const { ids, emailVerified, email } = input;
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
				gt(pendingConnections.expiresAt, new Date())
			)
		)
		.orderBy(desc(pendingConnections.createdAt))
		.limit(1)
		.get();
	return row ?? null;
}

/**
 * After a sign-in: of the identities that wait in this browser, those whose proved address is this
 * account's stay, to be connected by one press of a button; any other is dropped.
 * @param input.ids of the browser's transactions, from its cookies.
 * @returns whether one stays.
 */
export async function settlePendingConnections(input: {
	ids: string[];
	userId: string;
}): Promise<boolean> {
	const { ids, userId } = input;
	const now = new Date();
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
