import { error } from '@sveltejs/kit';
import { guardMailbox } from '$modules/mail/api/mailbox/guard-mailbox';
import { mailbox, splitLinks } from '$modules/mail/api/mailbox/mailbox';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => {
	guardMailbox(event);
	const mail = mailbox.get(event.params.id) ?? error(404, 'Not Found');
	const { id, from, to, subject, date } = mail;
	return { mail: { id, from, to, subject, date, text: splitLinks(mail.text) } };
};
