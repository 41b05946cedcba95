import type { MailPreparers } from '$modules/mail/api/worker/prepare-mail';
import { isMailBlocked } from '../user/mail-block';
import { wrapEach } from './wrap-each';

/**
 * Makes no mail due to an address that an operator has blocked, whoever asked for it and whatever it
 * says: a stranger can ask for a reset too, and cannot be told from the owner. Who proves another
 * address, or comes by a link from a mail of before, gets mail again.
 */
export const unlessBlocked = (preparers: MailPreparers): MailPreparers =>
	wrapEach(
		preparers,
		(prepare) => async (mail) =>
			(await isMailBlocked({ email: mail.recipient })) ? null : prepare(mail)
	);
