import { error } from '@sveltejs/kit';
import { and, eq, exists, notExists, or, sql, type SQL } from 'drizzle-orm';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { isSessionEnded } from '@/server/db/errors';
import { SessionEndedError } from '@/server/request-errors';
import { sessions, type Session } from '../../models/z.session';
import type { SignedIn } from './handle-session';

/** Who asks, and in which of their sessions. */
export type SessionOwner = { userId: string; sessionId: string };

/** Who is signed in to this browser, or `null`. */
export const ownerOf = ({ session }: App.Locals): SessionOwner | null =>
	session && { userId: session.userId, sessionId: session.id };

/**
 * The user and session of a route for signed-in people. `hooks.server.ts` has refused everybody
 * else before; this narrows the type and fails closed should a route ever be opened by mistake.
 */
export function signedIn(locals: App.Locals): SignedIn & { owner: SessionOwner } {
	const { user, session } = locals;
	if (!user || !session) error(404);
	return { user, session, owner: { userId: user.id, sessionId: session.id } };
}

/** The condition that it is this session, of this person. */
export const ownSession = ({ userId, sessionId }: SessionOwner) =>
	and(eq(sessions.id, sessionId), eq(sessions.userId, userId));

/**
 * The session that a request came in, also where another one of its browser has given it a new token
 * meanwhile: what does not change with that is when it began, and in which browser.
 */
export function sameSession({ id, userId, createdAt, userAgent }: Session) {
	const still = db
		.select({ one: sql`1` })
		.from(sessions)
		.where(eq(sessions.id, id));
	const rotated = and(
		notExists(still),
		eq(sessions.createdAt, createdAt),
		eq(sessions.userAgent, userAgent)
	);
	return and(eq(sessions.userId, userId), or(eq(sessions.id, id), rotated));
}

/**
 * Does work for a signed-in person in one transaction with a look whether their session is still
 * there: it may have ended since the request came, by its owner's own hand in another one.
 * @param work gets the transaction and the time at which it has its turn, not that at which the
 * request came: until then others may sign in, and the owner may take back what happened since.
 * @throws SessionEndedError, and nothing is written.
 */
export async function asOwner<T>(
	owner: SessionOwner,
	work: (tx: Executor, now: Date) => Promise<T>
): Promise<T> {
	return db.transaction(async (tx) => {
		const now = new Date();
		const session = await tx
			.select({ id: sessions.id })
			.from(sessions)
			.where(ownSession(owner))
			.get();
		if (!session) throw new SessionEndedError();
		return work(tx, now);
	});
}

/**
 * The same look as a condition, for what is saved in one statement: without a row the session has
 * ended.
 */
export const stillOwns = (owner: SessionOwner): SQL =>
	exists(db.select({ id: sessions.id }).from(sessions).where(ownSession(owner)));

/**
 * For an endpoint that serves everybody: does the part that is for signed-in people, if it still can.
 * Where their session has ended meanwhile nothing of it happens, and the endpoint goes on.
 */
export async function unlessSessionEnded(work: () => Promise<void>): Promise<void> {
	try {
		await work();
	} catch (error) {
		if (!isSessionEnded(error)) throw error;
	}
}
