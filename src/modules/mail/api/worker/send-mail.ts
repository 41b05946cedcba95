import type { BatchItem } from 'drizzle-orm/batch';
import { setTimeout as sleep } from 'node:timers/promises';
import { baseLocale, isLocale } from '@/paraglide/runtime';
import { env } from '@/server/env';
import { tell } from '@/server/measures';
import type { OutboxMail } from '../../models/z.outbox';
import { renderMail } from './render-mail';
import { giveTurnBack } from '../outbox/mail-budget';
import { deleteMail } from '../outbox/outbox-store';
import type { DeliverMail } from '../transport/outgoing-mail';
import { handleFailure } from './handle-failure';
import { subjectOf, type AnyTemplate } from '../outbox/create-mail';
import type { MailPreparers, PrepareMail, WantedMail } from './prepare-mail';

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
	let done: BatchItem<'sqlite'>[] | null;
	try {
		done = await withinTime(prepareAndDeliver(mail, work));
	} catch (error) {
		await handleFailure(mail, error, work.now());
		await giveTurnBack(mail);
		return;
	}
	await deleteMail(mail.id, done ?? []);
	if (!done) await giveTurnBack(mail);
	tell({ what: 'mail', outcome: 'done' });
}

/** @returns what is written now that it was sent: `null` where none was due. */
async function prepareAndDeliver(
	mail: OutboxMail,
	{ prepare, deliver, now }: MailWork
): Promise<BatchItem<'sqlite'>[] | null> {
	const locale = isLocale(mail.locale) ? mail.locale : baseLocale;
	const content = await prepareMail(mail.template, { ...mail, locale }, prepare);
	if (!content) return null;
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
	return content.beside?.() ?? [];
}

/**
 * A row that does not say what it is about is no mail.
 * @throws where nobody here prepares it: a newer version may, beside this one or after it.
 */
async function prepareMail<T extends AnyTemplate>(
	template: T,
	{ id, recipient, locale, createdAt, subjectId }: OutboxMail & WantedMail,
	prepare: MailPreparers
) {
	const subject = subjectOf(template, subjectId);
	const preparer = (prepare as { [Name in T]?: PrepareMail<T> })[template];
	if (!preparer) throw new Error(`Nobody here says what a mail of ${template} says.`);
	return subject && preparer({ id, recipient, locale, createdAt, ...subject });
}

async function withinTime<T>(work: Promise<T>): Promise<T> {
	const done = new AbortController();
	const late = sleep(TRY_MS, undefined, { ref: false, signal: done.signal }).then(() => {
		throw new Error('The mail server took too long.');
	});
	// Aborting it below is no error of anybody.
	late.catch(() => undefined);
	return Promise.race([work, late]).finally(() => done.abort());
}
