import type { ClientContext } from '@/server/client-context';
import type { Executor } from '@/server/db/create-db';
import { recordEvent } from '$modules/activity/api/record-event';
import type { SignInMethod } from '../../models/z.session';
import { createSession } from '../session/create-session';

export type ProvedSignIn = {
	userId: string;
	/** How the person proved who they are. */
	method: SignInMethod;
	/** Whether the browser is one that has never signed in to this account; see `isNewBrowser`. */
	newBrowser: boolean;
	client: ClientContext;
	now: Date;
};

/** Where a proved sign-in stands. Further steps (a second factor) become further kinds. */
export type SignInOutcome = { kind: 'session'; userId: string; token: string };

/**
 * The one way in: every method of signing in ends here, and this alone decides what is still
 * missing, begins the session and keeps the record.
 */
export async function completeSignIn(
	{ userId, method, newBrowser, client, now }: ProvedSignIn,
	executor: Executor
): Promise<SignInOutcome> {
	const token = await createSession({ userId, method, client, now }, executor);
	await recordEvent({ userId, type: 'signed-in', method, newBrowser, client, now }, executor);
	return { kind: 'session', userId, token };
}
