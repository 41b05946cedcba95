import type { Executor } from '@/server/db/create-db';
import { listReservedEmails } from '../email-change/email-change-store';
import { createOwnerMail } from '../mails/owner-mail';
import type { Account } from '../user/user-store';

/**
 * Asks for the notices of a delayed recovery to every address of the account: the one that it has,
 * and those that it left lately, one of which may be its owner's.
 */
export async function notifyOfRecovery(
	notice: {
		template: 'recovery-started' | 'recovery-reminder';
		recoveryId: string;
		user: Account;
		now: Date;
	},
	executor: Executor
): Promise<void> {
	const { template, recoveryId, user, now } = notice;
	const { id: userId, email } = user;
	const addresses = new Set([email, ...(await listReservedEmails({ userId }, executor))]);
	for (const recipient of addresses) {
		await createOwnerMail({ template, userId, recoveryId, owner: user, recipient, now }, executor);
	}
}
