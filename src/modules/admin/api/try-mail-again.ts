import { asHelper } from '$modules/auth/api/session/as-helper';
import type { SessionOwner } from '$modules/auth/api/session/session-owner';
import { retryMail } from '$modules/mail/api/outbox/retry-mail';
import { log } from '@/server/log';

/**
 * Has a mail tried again now for an admin, and tells the log who wanted it.
 * @returns `false` where there is no such mail any more, or it is being sent.
 */
export async function tryMailAgain({ id, owner }: { id: string; owner: SessionOwner }) {
	const isRetried = await asHelper(owner, (tx, now) => retryMail({ id, now }, tx));
	if (isRetried) {
		log.info({ event: 'mail-retried', actor: owner.userId, id }, 'a mail is tried again');
	}
	return isRetried;
}
