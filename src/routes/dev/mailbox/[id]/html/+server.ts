import { error } from '@sveltejs/kit';
import { guardMailbox } from '$modules/mail/api/mailbox/guard-mailbox';
import { mailbox } from '$modules/mail/api/mailbox/mailbox';
import type { RequestHandler } from './$types';

/** A mail is styled by attributes and may do nothing else; its links open in a tab of their own. */
const policy = [
	"default-src 'none'",
	"style-src 'unsafe-inline'",
	"base-uri 'none'",
	"frame-ancestors 'self'",
	'sandbox allow-popups allow-popups-to-escape-sandbox'
].join('; ');

export const GET: RequestHandler = (event) => {
	guardMailbox(event);
	const mail = mailbox.get(event.params.id) ?? error(404, 'Not Found');
	return new Response(mail.html, {
		headers: {
			'content-type': 'text/html; charset=utf-8',
			'content-security-policy': policy,
			'x-content-type-options': 'nosniff'
		}
	});
};
