import type { Executor } from '@/server/db/create-db';
import { sessions } from '../../models/z.session';
import { isByPassword, isTwoFactors, type SecondProof } from './amr';
import { rotateSession } from './session-store';
import { ownSession, type SessionOwner } from './session-owner';

/**
 * Counts a factor that somebody has just set up as the second proof of the session they did it in, in the
 * transaction that makes it count: they gave its first code, or used it, a moment ago. Only beside a
 * password; and set-up asks for a confirmation of late.
 * @returns the session's new token; `null` where its strength stays as it was.
 * @throws SessionEndedError
 */
export async function countSetUp(
	{ owner, proof, now }: { owner: SessionOwner; proof: SecondProof; now: Date },
	tx: Executor
): Promise<string | null> {
	const session = await tx
		.select({ amr: sessions.amr })
		.from(sessions)
		.where(ownSession(owner))
		.get();
	if (!session || isTwoFactors(session) || !isByPassword(session)) return null;
	return rotateSession({ sessionId: owner.sessionId, proof, now }, tx);
}
