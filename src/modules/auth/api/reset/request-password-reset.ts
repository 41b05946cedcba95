import { allowMail } from '$modules/limits/api/allow-mail';
import { createMailWhere } from '$modules/mail/api/outbox/create-mail';
import type { ClientContext } from '@/server/client-context';

/**
 * Asks for a mail with a reset link. Whether there is an account is not looked up here: it is
 * decided when the mail is sent, so that answer and time are the same. Limits and mail are one commit.
 * @throws TryLaterError (429) past the client's mail limit.
 */
export async function requestPasswordReset(input: {
	email: string;
	locale: string;
	client: ClientContext;
}): Promise<void> {
	const { email, locale, client } = input;
	const purpose = 'password-reset';
	const mail = createMailWhere({ template: purpose, recipient: email, locale });
	const asked = { purpose, email, clientAddress: client.address };
	const allowed = await allowMail(asked, (held) => [mail.statement(held)]);
	if (allowed.ok) mail.announce();
}
