import nodemailer, { type SMTPTransportOptions } from 'nodemailer';
import { isLoopback } from '@/server/env-rules';
import { parseMailFrom } from '@/server/mail-from';
import { parseSmtpUrl, smtpUrlForm } from '@/server/smtp-url';
import type { DeliverMail } from './outgoing-mail';

/** Longest silence of the mail server, in milliseconds, at each step of a conversation. */
const TIMEOUT_MS = 10_000;

const control = /\p{Cc}/gu;
/** One address and nothing that could be read as two, as a name, or as another header. */
const singleAddress = /^[^\s\p{Cc}<>()[\],;:\\"@]+@[^\s\p{Cc}<>(),;\\"@]+$/u;

/**
 * Sends over SMTP. A connection a mail: an idle one that the server has closed cannot fail the next.
 * @param smtpUrl `smtp://…` (STARTTLS outside loopback) or `smtps://…`.
 */
export function createSmtpTransport(smtpUrl: string): DeliverMail {
	const transport = nodemailer.createTransport(smtpOptions(smtpUrl));
	return async ({ from, to, subject, html, text, messageId, date }) => {
		if (!singleAddress.test(to)) throw new Error('The recipient is not a single address.');
		const sender = parseMailFrom(from);
		if (!sender) throw new Error('The sender is not a single address.');
		await transport.sendMail({
			// In parts, so that nothing in the name is read as an address, a group or a comment.
			from: sender,
			to: { name: '', address: to },
			subject: subject.replace(control, ' '),
			html,
			text,
			messageId,
			date,
			xMailer: false,
			// RFC 3834, section 5: keeps out-of-office replies away.
			headers: { 'Auto-Submitted': 'auto-generated' }
		});
	};
}

/**
 * What the driver needs to know about `SMTP_URL`. TLS and a valid certificate are required, but on
 * loopback, where STARTTLS is used when offered and its usual self-made certificate is accepted.
 * @throws Error for a text that is no such address.
 */
function smtpOptions(smtpUrl: string): SMTPTransportOptions {
	const server = parseSmtpUrl(smtpUrl);
	if (!server) throw new Error(`SMTP_URL has to be ${smtpUrlForm}.`);
	const { secure, host } = server;
	const local = !secure && isLoopback(host);
	return {
		...server,
		requireTLS: !secure && !local,
		tls: { minVersion: 'TLSv1.2', rejectUnauthorized: !local },
		connectionTimeout: TIMEOUT_MS,
		greetingTimeout: TIMEOUT_MS,
		socketTimeout: TIMEOUT_MS,
		dnsTimeout: TIMEOUT_MS,
		disableFileAccess: true,
		disableUrlAccess: true
	};
}
