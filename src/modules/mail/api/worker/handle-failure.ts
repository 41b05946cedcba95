import { lifetimes } from '$modules/limits/api/lifetimes';
import { log } from '@/server/log';
import { tell } from '@/server/measures';
import type { OutboxMail } from '../../models/z.outbox';
import { updateFailedMail } from '../outbox/outbox-store';
import { isRefusal } from '../transport/is-refusal';
import { wordsOfServer } from '../transport/words-of-server';

/**
 * A refusal may be a server's passing mistake: it must be repeated to be believed. So must a failure
 * of a mail that waited for its turn until it was old.
 */
const TRIES_MIN = 3;

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const delays = [10 * SECOND, 30 * SECOND, 2 * MINUTE, 10 * MINUTE, 30 * MINUTE, 60 * MINUTE];

/**
 * Milliseconds to wait after the `failures`-th failure (1 is the first): from 10 seconds up to an
 * hour, 20 % more or less, so that mails that failed together do not come back together.
 */
export function retryDelay(failures: number, random = Math.random()): number {
	const delay = delays[Math.min(failures, delays.length) - 1] ?? 10 * SECOND;
	return Math.round(delay * (0.8 + 0.4 * random));
}

/**
 * Puts a mail back for a later try, or gives it up with a line in the log: it is kept for a week then,
 * for whoever runs the site to see why, and to try it again.
 */
export async function handleFailure(mail: OutboxMail, err: unknown, now: Date): Promise<void> {
	const failures = mail.attempts + 1;
	const next = new Date(now.getTime() + retryDelay(failures));
	const isRepeated = failures >= TRIES_MIN;
	const tooOld = isRepeated && next.getTime() - mail.createdAt.getTime() > lifetimes.mail;
	const refused = isRepeated && isRefusal(err);
	const facts = { id: mail.id, template: mail.template, failures, err };
	const serverSaid = wordsOfServer(err);

	if (tooOld || refused) {
		log.error(facts, refused ? 'Mail refused, given up' : 'Mail not sent in 24 hours, given up');
		const forgotten = new Date(now.getTime() + lifetimes.givenUpMail);
		await updateFailedMail(mail, { nextAttemptAt: forgotten, serverSaid, givenUpAt: now });
		tell({ what: 'mail', outcome: 'given-up' });
	} else {
		log.warn({ ...facts, next }, 'Mail not sent, to be tried again');
		await updateFailedMail(mail, { nextAttemptAt: next, serverSaid, givenUpAt: null });
		tell({ what: 'mail', outcome: 'put-off' });
	}
}
