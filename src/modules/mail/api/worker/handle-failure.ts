import { log } from '@/server/log';
import type { OutboxMail } from '../../models/z.outbox';
import { deleteMail } from '../outbox/delete-mail';
import { updateFailedMail } from '../outbox/update-failed-mail';
import { isRefusal } from '../transport/is-refusal';
import { retryDelay } from './retry-delay';

/** Past this age, in milliseconds, nobody waits for a mail any more. */
export const GIVE_UP_AFTER_MS = 24 * 60 * 60 * 1000;
/** A refusal may be a server's passing mistake: it must be repeated to be believed. */
const TRIES_WHEN_REFUSED = 3;

/** Puts a mail back for a later try, or gives it up with a line in the log. */
export async function handleFailure(mail: OutboxMail, err: unknown, now: Date): Promise<void> {
	const failures = mail.attempts + 1;
	const next = new Date(now.getTime() + retryDelay(failures));
	const tooOld = next.getTime() - mail.createdAt.getTime() > GIVE_UP_AFTER_MS;
	const refused = failures >= TRIES_WHEN_REFUSED && isRefusal(err);
	const facts = { id: mail.id, template: mail.template, failures, err };

	if (tooOld || refused) {
		log.error(facts, refused ? 'Mail refused, given up' : 'Mail not sent in 24 hours, given up');
		await deleteMail(mail.id);
	} else {
		log.warn({ ...facts, next }, 'Mail not sent, to be tried again');
		await updateFailedMail(mail, next);
	}
}
