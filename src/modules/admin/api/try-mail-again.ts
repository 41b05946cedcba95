import { asHelper } from '$modules/auth/api/session/as-helper';
import type { SessionOwner } from '$modules/auth/api/session/session-owner';
import { retryMail } from '$modules/mail/api/outbox/retry-mail';
import { log } from '@/server/log';
import { OPERATOR } from './helper';

/**
 * Has a mail tried again now for one of those who run the site, and tells the log who wanted it.
 * @param input.owner absent for the operator, on the command line.
 * @returns `false` where there is no such mail any more, or it is being sent.
 */
export async function tryMailAgain({ id, owner }: { id: string; owner?: SessionOwner }) {
	const isRetried = await asHelper(owner, (tx, now) => retryMail({ id, now }, tx));
	if (isRetried) {
		const actor = owner?.userId ?? OPERATOR;
		log.info({ event: 'mail-retried', actor, id }, 'a mail is tried again');
	}
	return isRetried;
}
