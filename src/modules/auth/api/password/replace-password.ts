import { recordEvent } from '$modules/activity/api/record-event';
import type { ClientContext } from '@/server/client-context';
import { hashToken } from '@/server/secrets';
import { createOwnerMail } from '../mails/owner-mail';
import { endAccess } from '../session/end-access';
import { rotateSession } from '../session/session-store';
import { asOwner, type SessionOwner } from '../session/session-owner';
import { needsSecondStep } from '../user/second-step';
import { getUser } from '../user/user-store';
import { checkPassword, type PasswordProblem } from './password-rules';
import { hashPassword, updatePasswordHash } from './password-hash';

export type PasswordOwner = {
	owner: SessionOwner;
	email: string;
	displayName: string | null;
	client: ClientContext;
};

export type ReplacedPassword =
	/** `changedAt`: from when on known browsers count, see `keepKnownBrowser`. */
	| { ok: true; token: string; changedAt: Date }
	| { ok: false; reason: 'password'; problem: PasswordProblem };

/**
 * Gives a signed-in person a new password, ends their other sessions and open links but those that
 * take something back, makes every browser a new one, renews this session and tells the owner by
 * mail. The caller has made sure that it is the person's own wish.
 * @returns the session's new token.
 * @throws SessionEndedError, as after a reset or another change of the password meanwhile.
 */
export async function replacePassword(
	input: PasswordOwner & { newPassword: string; event: 'password-changed' | 'password-set' }
): Promise<ReplacedPassword> {
	const { owner, email, displayName, newPassword, client } = input;
	const { userId, sessionId } = owner;
	const problem = await checkPassword(newPassword, [email, displayName]);
	if (problem) return { ok: false, reason: 'password', problem };

	const hash = await hashPassword(newPassword);
	return asOwner(owner, async (tx, now) => {
		const user = await getUser({ userId }, tx);
		// Who knew the old one has shown who they are, unless that takes a second step.
		const isProof = input.event === 'password-changed' && user && !needsSecondStep(user);
		const proof = isProof && ({ method: 'password' } as const);
		const token = await rotateSession({ sessionId, now, ...(proof && { proof }) }, tx);
		const exceptSessionId = hashToken(token);
		await endAccess({ userId, exceptSessionId, knownSince: now, links: true }, tx);
		await updatePasswordHash({ userId, hash }, tx);
		await recordEvent({ userId, type: input.event, client, now }, tx);
		await createOwnerMail(
			{ template: 'password-changed', userId, now, ...(user && { owner: user }) },
			tx
		);
		return { ok: true, token, changedAt: now };
	});
}
