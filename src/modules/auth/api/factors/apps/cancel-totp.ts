import { totps } from '../../../models/z.totp';
import { asOwner, type SessionOwner } from '../../session/session-owner';
import { isWaitingTotp } from './totp-store';

/**
 * Gives up setting up an app. One that counts already goes on.
 * @throws SessionEndedError
 */
export const cancelTotp = ({ owner }: { owner: SessionOwner }): Promise<void> =>
	asOwner(owner, async (tx) => {
		await tx.delete(totps).where(isWaitingTotp(owner));
	});
