import type { RequestEvent } from '@sveltejs/kit';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { returnAfterSignIn } from './return-after-sign-in';
import { hasSession } from '../session/has-session';
import { signedIn } from '../session/signed-in';

/**
 * Writes for the signed-in person, in one transaction with a look whether their session is still
 * there: a form may arrive slowly, and its session end meanwhile by its owner's own hand. Then nothing
 * is written, and the person is sent to sign in and comes back to what they typed.
 * @param typed the form's fields, as a browser sends them.
 */
export async function whileSignedIn<T>(
	event: Pick<RequestEvent, 'url' | 'locals' | 'cookies'>,
	typed: Record<string, unknown>,
	work: (userId: string, tx: Executor) => Promise<T>
): Promise<T> {
	const { user, session } = signedIn(event.locals);
	const owner = { userId: user.id, sessionId: session.id };
	const done = await db.transaction(async (tx) =>
		(await hasSession(owner, tx)) ? { result: await work(user.id, tx) } : null
	);
	return done ? done.result : returnAfterSignIn(event, typed);
}
