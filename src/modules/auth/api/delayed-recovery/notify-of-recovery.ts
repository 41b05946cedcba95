import { takeBackGivenUpMails } from '$modules/mail/api/outbox/outbox-store';
import type { Executor } from '@/server/db/create-db';
import { listReservedEmails } from '../email-change/email-change-store';
import { createOwnerMail } from '../mails/owner-mail';
import type { Account } from '../user/user-store';

/**
 * Asks for the notices of a delayed recovery to every address of the account: the one that it has,
 * and those that it left lately, one of which may be its owner's.
 * @param notice.again they were asked for before, and the account's own address has none yet: of the
 * others those alone get one whose notice was given up.
 */
export async function notifyOfRecovery(
	notice: {
		template: 'recovery-started' | 'recovery-reminder';
		recoveryId: string;
		user: Account;
		again: boolean;
		now: Date;
	},
	executor: Executor
): Promise<void> {
	const { template, recoveryId, user, again, now } = notice;
	const { id: userId, email } = user;
	const addresses = new Set([email, ...(await listReservedEmails({ userId }, executor))]);
	const givenUp = again ? await takeBackGivenUpMails({ template, recoveryId }, executor) : [];
	for (const recipient of addresses) {
		if (again && recipient !== email && !givenUp.includes(recipient)) continue;
		await createOwnerMail({ template, userId, recoveryId, owner: user, recipient, now }, executor);
	}
}
