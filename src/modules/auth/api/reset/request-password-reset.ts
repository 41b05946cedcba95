import { allowMail } from '$modules/limits/api/take-limits';
import { createMail } from '$modules/mail/api/outbox/create-mail';
import type { ClientContext } from '@/server/client-context';

/**
 * Asks for a mail with a reset link. Whether there is an account is not looked up here: it is
 * decided when the mail is sent, so that answer and time are the same.
 * @throws TryLaterError (429) past the client's mail limit.
 */
export async function requestPasswordReset(input: {
	email: string;
	locale: string;
	client: ClientContext;
}): Promise<void> {
	const { email, locale, client } = input;
	const purpose = 'password-reset';
	const allowed = await allowMail({ purpose, email, clientAddress: client.address });
	if (!allowed.ok) return;
	await createMail({ template: purpose, recipient: email, locale });
}
