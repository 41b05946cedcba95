import { eq } from 'drizzle-orm';
import type { Executor } from '@/server/db/create-db';
import { createToken, hashToken } from '@/server/secrets';
import { SessionEndedError } from '@/server/session-ended';
import { sessions } from '../../models/z.session';

/**
 * Gives a session a new token at a change of strength (ASVS 7.2.4): the old one opens nothing from
 * now on. When the session began, and with it its absolute end, stays. Counts as a confirmation.
 * @returns the new token.
 * @throws SessionEndedError
 */
export async function rotateSession(
	{ sessionId, now }: { sessionId: string; now: Date },
	executor: Executor
): Promise<string> {
	const token = createToken();
	const [rotated] = await executor
		.update(sessions)
		.set({ id: hashToken(token), confirmedAt: now, lastUsedAt: now })
		.where(eq(sessions.id, sessionId))
		.returning({ id: sessions.id });
	if (!rotated) throw new SessionEndedError();
	return token;
}
