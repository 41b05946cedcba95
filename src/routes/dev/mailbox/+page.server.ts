import { m } from '@/paraglide/messages';
import { shutDoor } from '$modules/auth/api/access/shut-door';
import { guardMailbox } from '$modules/mail/api/mailbox/guard-mailbox';
import { mailbox, MAILBOX_SIZE } from '$modules/mail/api/mailbox/mailbox';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = (event) => {
	guardMailbox(event);
	const mails = mailbox.list().map(({ id, to, subject, date }) => ({ id, to, subject, date }));
	const empty = shutDoor() ? m.mailbox_empty_shut() : m.mailbox_empty();
	return { mails, empty, size: MAILBOX_SIZE };
};
