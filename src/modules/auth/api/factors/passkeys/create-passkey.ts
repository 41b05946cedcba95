import type { ClientContext } from '@/server/client-context';
import type { SessionOwner } from '../../session/session-owner';

/**
 * Adds a passkey to the account of a signed-in person.
 * @param input.startedAt when the session began.
 * @throws SessionEndedError
 */
export async function createPasskey(_: {
	owner: SessionOwner;
	startedAt: Date;
	credential: string;
	name?: string;
	client: ClientContext;
}): Promise<
	| { ok: true; id: string }
	| { ok: false; reason: 'invalid' | 'expired' | 'exists' | 'used' | 'too-many' }
> {
	throw new Error('not built yet');
}
