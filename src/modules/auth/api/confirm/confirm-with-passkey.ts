import type { ClientContext } from '@/server/client-context';
import type { SessionOwner } from '../session/session-owner';

/**
 * Confirms by a passkey of the account that the person at the screen is still the one who signed in.
 * @param input.startedAt when the session began.
 * @returns the session's new token.
 * @throws TryLaterError 429 past the client's limit; SessionEndedError.
 */
export async function confirmWithPasskey(_: {
	owner: SessionOwner;
	startedAt: Date;
	credential: string;
	client: ClientContext;
}): Promise<
	{ ok: true; token: string } | { ok: false; reason: 'invalid' | 'expired' | 'copied' | 'unknown' }
> {
	throw new Error('not built yet');
}
