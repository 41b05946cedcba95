import { setTimeout as sleep } from 'node:timers/promises';
import { env } from '@/server/env';
import type { OutboxMail } from '../../models/z.outbox';
import { renderMail } from './render-mail';
import { deleteMail } from '../outbox/outbox-store';
import type { DeliverMail } from '../transport/outgoing-mail';
import { handleFailure } from './handle-failure';
import type { MailPreparers } from './prepare-mail';

/** Longest time for one try, in milliseconds: it must end before the lease does. */
const TRY_MS = 45_000;

export interface MailWork {
	prepare: MailPreparers;
	deliver: DeliverMail;
	now: () => Date;
}

/**
 * Prepares and sends one leased mail and takes its row away; a failure leaves it for later. A crash
 * between sending and taking away sends it twice, with the same Message-ID: at least once.
 */
export async function sendMail(mail: OutboxMail, work: MailWork): Promise<void> {
	try {
		await withinTime(prepareAndDeliver(mail, work));
	} catch (error) {
		await handleFailure(mail, error, work.now());
		return;
	}
	await deleteMail(mail.id);
}

async function prepareAndDeliver(mail: OutboxMail, { prepare, deliver, now }: MailWork) {
	const content = await prepare[mail.template](mail);
	if (!content) return;
	const { ORIGIN, MAIL_FROM } = env();
	await deliver({
		id: mail.id,
		from: MAIL_FROM,
		to: mail.recipient,
		subject: content.subject,
		...renderMail({ content, locale: content.locale ?? mail.locale, origin: ORIGIN }),
		messageId: `<${mail.id}@${new URL(ORIGIN).hostname}>`,
		date: now()
	});
}

async function withinTime(work: Promise<void>): Promise<void> {
	const done = new AbortController();
	const late = sleep(TRY_MS, undefined, { ref: false, signal: done.signal }).then(() => {
		throw new Error('The mail server took too long.');
	});
	// Aborting it below is no error of anybody.
	late.catch(() => undefined);
	await Promise.race([work, late]).finally(() => done.abort());
}
