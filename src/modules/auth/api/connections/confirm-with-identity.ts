import { recordEvent } from '$modules/activity/api/record-event';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { rotateSession } from '../session/rotate-session';
import type { Identity } from '$modules/oauth/api/identity/provider';
import { useConnection } from './use-connection';

/** How far the provider's clock may be behind ours, in milliseconds. */
const clockSkew = 60_000;

type Result =
	| { ok: true; token: string }
	| { ok: false; reason: 'not-connected' | 'not-fresh' | 'other-session' };

/**
 * Confirms by an identity at a provider that the person at the screen is still the one who signed
 * in: it has to be connected to their own account and, where the provider says when the person last
 * proved themselves, they have to have done so since they were sent there.
 * @returns the session's new token.
 */
export async function confirmWithIdentity(input: {
	identity: Identity;
	userId: string;
	sessionId: string;
	/** When the person was sent to the provider. */
	sentAt: Date;
	client: ClientContext;
	now?: Date;
}): Promise<Result> {
	const { identity, userId, sessionId, sentAt, client, now = new Date() } = input;
	const { authTime, provider } = identity;
	if (authTime && authTime.getTime() < sentAt.getTime() - clockSkew) {
		return { ok: false, reason: 'not-fresh' };
	}
	return db.transaction(async (tx) => {
		if ((await useConnection({ identity, now }, tx)) !== userId) {
			return { ok: false, reason: 'not-connected' };
		}
		const token = await rotateSession({ sessionId, now }, tx);
		if (!token) return { ok: false, reason: 'other-session' };
		await recordEvent({ userId, type: 'confirmed', method: provider, client, now }, tx);
		return { ok: true, token };
	});
}
