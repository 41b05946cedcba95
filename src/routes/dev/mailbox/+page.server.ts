import { guardMailbox } from '$modules/mail/api/mailbox/guard-mailbox';
import { mailbox, MAILBOX_SIZE } from '$modules/mail/api/mailbox/mailbox';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => {
	guardMailbox(event);
	const mails = mailbox.list().map(({ id, to, subject, date }) => ({ id, to, subject, date }));
	return { mails, size: MAILBOX_SIZE };
};
