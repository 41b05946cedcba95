import type { Handle } from '@sveltejs/kit';
import { and, eq, gte, lte, or } from 'drizzle-orm';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { db } from '@/server/db/client';
import { behindAnswer } from '@/server/db/write-wait';
import { log } from '@/server/log';
import { hashToken } from '@/server/secrets';
import { TryLaterError } from '@/server/request-errors';
import { sessions } from '../../models/z.session';
import { lucia } from './lucia';
import { readSessionCookie } from './session-cookie';

/**
 * The session that a cookie's token opens, with its user, or `null` where it is unknown or has
 * ended. Each call counts as a use; the time of use is written at most once an hour, behind the
 * answer, so that a locked database cannot hold up a page.
 */
export async function validateSession(token: string, now = new Date()) {
	const { session, user } = await lucia.validateSession(hashToken(token));
	if (!session) return null;
	const { sessionTouch } = lifetimes;
	const before = new Date(now.getTime() - sessionTouch);
	// A use that lies further ahead was noted by a clock that was wrong: it would put the end off.
	const ahead = new Date(now.getTime() + sessionTouch);
	if (session.lastUsedAt <= before || session.lastUsedAt >= ahead) {
		const { id, lastUsedAt } = sessions;
		const isDue = or(lte(lastUsedAt, before), gte(lastUsedAt, ahead));
		const touch = db
			.update(sessions)
			.set({ lastUsedAt: now })
			.where(and(eq(id, session.id), isDue));
		void behindAnswer(() =>
			touch.catch((cause: unknown) => log.warn({ err: cause }, 'session use not recorded'))
		);
	}
	return { session, user };
}

export type SignedIn = NonNullable<Awaited<ReturnType<typeof validateSession>>>;
export type SignedOut = { user: null; session: null };

/** Fills `locals` with user and session, once a request; without a cookie no query is made. */
export const handleSession: Handle = async ({ event, resolve }) => {
	const token = readSessionCookie(event.cookies);
	const signedIn = token ? await readSession(token, event.locals.requestId) : null;
	Object.assign(event.locals, signedIn ?? { user: null, session: null });
	return resolve(event);
};

/** A person whose session cannot be read is not signed out: they are asked to try again. */
async function readSession(token: string, requestId: string) {
	try {
		return await validateSession(token);
	} catch (cause) {
		log.error({ err: cause, requestId }, 'session could not be read');
		throw new TryLaterError(503, 5, 'The session could not be read.');
	}
}
