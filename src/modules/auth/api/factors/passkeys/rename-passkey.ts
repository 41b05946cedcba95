import type { ClientContext } from '@/server/client-context';
import type { SessionOwner } from '../../session/session-owner';

/**
 * Gives a passkey of the person another name.
 * @param input.name empty for the proposed one.
 * @returns `false` where there is no such passkey of theirs.
 * @throws SessionEndedError
 */
export async function renamePasskey(_: {
	owner: SessionOwner;
	id: string;
	name: string;
	client: ClientContext;
}): Promise<boolean> {
	throw new Error('not built yet');
}
