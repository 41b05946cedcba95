import { hasMail } from '$modules/mail/api/outbox/outbox-store';
import type { WantedMail } from '$modules/mail/api/worker/prepare-mail';
import { db } from '@/server/db/client';
import { createMailToken } from './create-mail-token';

/**
 * Mints the token of a mail whose link can be voided before it is sent, see `deleteOpenTokens`.
 * @returns `null` where it was, and no mail is due.
 */
export async function createOpenToken(
	{ id, recipient: email }: Pick<WantedMail, 'id' | 'recipient'>,
	bound: { purpose: 'password-reset' | 'email-change'; userId: string }
): Promise<string | null> {
	return db.transaction(async (tx) => {
		if (!(await hasMail({ id }, tx))) return null;
		return createMailToken({ ...bound, email, now: new Date() }, tx);
	});
}
