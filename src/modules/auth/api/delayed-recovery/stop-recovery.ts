import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { stopDelayedRecovery } from '../factors/second-step/stop-delayed-recovery';
import { asOwner, type SessionOwner } from '../session/session-owner';
import { consumeToken } from '../token/token-store';
import { getRecoveryLink } from './delayed-recovery-store';

/**
 * The veto: stops a delayed recovery by the link of any of its notices, without a session. A token is
 * looked for before the transaction: whoever sends random ones takes no write lock.
 * @returns whose it was; `null` where the link was used, or there is nothing to stop any more.
 */
export async function stopRecoveryByLink(input: {
	token: string;
	client: ClientContext;
}): Promise<{ userId: string } | null> {
	const { token, client } = input;
	const purpose = 'recovery-stop';
	if (!(await getRecoveryLink({ token, purpose }))) return null;
	return db.transaction(async (tx) => {
		const now = new Date();
		const link = await getRecoveryLink({ token, purpose }, tx);
		if (!link || !(await consumeToken({ token, purpose, now }, tx))) return null;
		const { userId } = link;
		return (await stopDelayedRecovery({ userId, method: 'mail', client, now }, tx))
			? { userId }
			: null;
	});
}

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
