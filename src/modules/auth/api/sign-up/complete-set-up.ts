import { and, eq } from 'drizzle-orm';
import type { Executor } from '@/server/db/create-db';
import { hashToken } from '@/server/secrets';
import { SessionEndedError } from '@/server/request-errors';
import { sessions } from '../../models/z.session';
import type { Proof } from '../session/amr';
import { endAccess } from '../session/end-access';
import type { SessionOwner } from '../session/session-owner';
import { rotateSession } from '../session/session-store';
import { settleUser } from '../user/user-store';

/**
 * Opens the session of an account that has just got its first way in, in the transaction that stored
 * it: under a new token, proved by that way in besides. Whatever else was open to the account ends:
 * nobody may come in by what was there before it belonged to somebody.
 * @returns the session's new token.
 * @throws SessionEndedError where it is not one that waits for a way in.
 */
export async function completeSetUp(
	{ owner, proof, now }: { owner: SessionOwner; proof: Proof; now: Date },
	executor: Executor
): Promise<string> {
	const { userId, sessionId } = owner;
	const waits = and(eq(sessions.id, sessionId), eq(sessions.missing, 'way-in'));
	const [opened] = await executor
		.update(sessions)
		.set({ missing: null })
		.where(waits)
		.returning({ id: sessions.id });
	if (!opened) throw new SessionEndedError();
	await settleUser({ userId, now }, executor);
	const token = await rotateSession({ sessionId, proof, now }, executor);
	await endAccess({ userId, exceptSessionId: hashToken(token), links: true }, executor);
	return token;
}
