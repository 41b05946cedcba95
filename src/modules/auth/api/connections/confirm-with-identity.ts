import { recordEvent } from '$modules/activity/api/record-event';
import type { ClientContext } from '@/server/client-context';
import { rotateSession } from '../session/session-store';
import { asOwner, type SessionOwner } from '../session/session-owner';
import { needsSecondStep } from '../user/second-step';
import { getUser } from '../user/user-store';
import type { Identity } from '$modules/oauth/api/identity/provider';
import { touchConnection } from './connection-store';

/** How far the provider's clock may be behind ours, in milliseconds. */
const clockSkew = 60_000;

type Result =
	| { ok: true; token: string }
	/** `second-step`: the account asks for one by now, and a provider alone does not confirm it. */
	| { ok: false; reason: 'not-connected' | 'not-fresh' | 'second-step' };

/**
 * Confirms by an identity at a provider that the person at the screen is still the one who signed
 * in: it has to be connected to their own account and, where the provider says when the person last
 * proved themselves, they have to have done so since they were sent there.
 * @returns the session's new token.
 * @throws SessionEndedError
 */
export async function confirmWithIdentity(input: {
	identity: Identity;
	owner: SessionOwner;
	/** When the person was sent to the provider. */
	sentAt: Date;
	client: ClientContext;
}): Promise<Result> {
	const { identity, owner, sentAt, client } = input;
	const { userId, sessionId } = owner;
	const { authTime, provider } = identity;
	if (authTime && authTime.getTime() < sentAt.getTime() - clockSkew) {
		return { ok: false, reason: 'not-fresh' };
	}
	return asOwner(owner, async (tx, now) => {
		const account = await getUser({ userId }, tx);
		if (account && needsSecondStep(account)) return { ok: false, reason: 'second-step' };
		if ((await touchConnection({ identity, now }, tx)) !== userId) {
			return { ok: false, reason: 'not-connected' };
		}
		const proof = { method: 'provider', provider } as const;
		const token = await rotateSession({ sessionId, proof, now }, tx);
		await recordEvent({ userId, type: 'confirmed', method: provider, client, now }, tx);
		return { ok: true, token };
	});
}
