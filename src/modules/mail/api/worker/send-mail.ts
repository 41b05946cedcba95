import { setTimeout as sleep } from 'node:timers/promises';
import { baseLocale, isLocale } from '@/paraglide/runtime';
import { env } from '@/server/env';
import { tell } from '@/server/measures';
import type { OutboxMail } from '../../models/z.outbox';
import { renderMail } from './render-mail';
import { deleteMail } from '../outbox/outbox-store';
import type { DeliverMail } from '../transport/outgoing-mail';
import { handleFailure } from './handle-failure';
import { subjectOf, type MailTemplate } from '../outbox/create-mail';
import type { MailPreparers, WantedMail } from './prepare-mail';

/** Longest time for one try, in milliseconds: it must end before the lease does. */
export const TRY_MS = 45_000;

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
	tell({ what: 'mail', outcome: 'done' });
}

async function prepareAndDeliver(mail: OutboxMail, { prepare, deliver, now }: MailWork) {
	const locale = isLocale(mail.locale) ? mail.locale : baseLocale;
	const content = await prepareMail(mail.template, { ...mail, locale }, prepare);
	if (!content) return;
	const { ORIGIN, MAIL_FROM } = env();
	await deliver({
		id: mail.id,
		from: MAIL_FROM,
		to: mail.recipient,
		subject: content.subject,
		...renderMail({ content, locale: content.locale ?? locale, origin: ORIGIN }),
		messageId: `<${mail.id}@${new URL(ORIGIN).hostname}>`,
		date: now()
	});
	await content.handed?.();
}

/** A row that does not say what it is about is no mail. */
async function prepareMail<T extends MailTemplate>(
	template: T,
	{ id, recipient, locale, createdAt, subjectId }: OutboxMail & WantedMail,
	prepare: MailPreparers
) {
	const subject = subjectOf(template, subjectId);
	return subject && prepare[template]({ id, recipient, locale, createdAt, ...subject });
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
