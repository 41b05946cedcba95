import type { ClientContext } from '@/server/client-context';
import type { SessionOwner } from '../../session/session-owner';

/**
 * Removes a passkey and tells the owner by mail. Counting the ways in and deleting are one
 * transaction, so that two requests at once cannot take the last two.
 * @throws SessionEndedError
 */
export async function deletePasskey(_: {
	owner: SessionOwner;
	id: string;
	client: ClientContext;
}): Promise<{ ok: true; credentialId: string } | { ok: false; reason: 'none' | 'last-way-in' }> {
	throw new Error('not built yet');
}
