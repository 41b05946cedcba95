import nodemailer from 'nodemailer';
import type { DeliverMail } from './outgoing-mail';
import { smtpOptions } from './smtp-options';

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
		await transport.sendMail({
			from,
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
