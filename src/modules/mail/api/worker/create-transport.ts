import { env } from '@/server/env';
import { mailbox } from '../mailbox/mailbox';
import { createSmtpTransport } from '../transport/create-smtp-transport';
import type { DeliverMail } from '../transport/outgoing-mail';

/** The way out for mail: `SMTP_URL`, or the built-in mailbox on localhost. */
export function createTransport(settings = env()): DeliverMail {
	if (settings.SMTP_URL) return createSmtpTransport(settings.SMTP_URL);
	if (settings.mailboxEnabled) return async (mail) => mailbox.keep(mail);
	throw new Error('No SMTP_URL is set.');
}
