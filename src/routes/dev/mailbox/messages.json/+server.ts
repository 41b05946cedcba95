import { json } from '@sveltejs/kit';
import { guardMailbox } from '$modules/mail/api/mailbox/guard-mailbox';
import { mailbox } from '$modules/mail/api/mailbox/mailbox';
import type { RequestHandler } from './$types';

/** The mailbox for programs: every mail in full, newest first. */
export const GET: RequestHandler = (event) => {
	guardMailbox(event);
	return json(mailbox.list());
};
