import { totps } from '../../../models/z.totp';
import { asOwner, type SessionOwner } from '../../session/session-owner';
import { isOwnWaitingTotp } from './totp-store';

/**
 * Gives up setting up an app, as far as this session began it. One that counts already goes on.
 * @param input.startedAt when the session began.
 * @throws SessionEndedError
 */
export const cancelTotp = (input: { owner: SessionOwner; startedAt: Date }): Promise<void> =>
	asOwner(input.owner, async (tx) => {
		const { owner, startedAt } = input;
		await tx.delete(totps).where(isOwnWaitingTotp({ userId: owner.userId, startedAt }));
	});
