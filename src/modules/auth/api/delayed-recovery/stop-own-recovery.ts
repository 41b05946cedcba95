import type { ClientContext } from '@/server/client-context';
import { stopDelayedRecovery } from '../factors/second-step/stop-delayed-recovery';
import { asOwner, type SessionOwner } from '../session/session-owner';

/**
 * The veto that needs no link: stops the delayed recovery of an account in one of its sessions.
 * @returns whether one was running.
 * @throws SessionEndedError
 */
export const stopOwnRecovery = (input: {
	owner: SessionOwner;
	client: ClientContext;
}): Promise<boolean> => {
	const { owner, client } = input;
	return asOwner(owner, (tx, now) =>
		stopDelayedRecovery({ userId: owner.userId, client, now }, tx)
	);
};
