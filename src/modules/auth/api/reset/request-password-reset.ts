import type { SQL } from 'drizzle-orm';
import { allowMail } from '$modules/limits/api/allow-mail';
import { countAsked } from '$modules/limits/api/slot-counts';
import { withProof } from '$modules/limits/api/with-proof';
import { createMailWhere } from '$modules/mail/api/outbox/create-mail';
import type { ClientContext } from '@/server/client-context';

/**
 * Asks for a mail with a reset link. Whether there is an account is not looked up here: it is
 * decided when the mail is sent, so that answer and time are the same. Limits and mail are one commit.
 * @returns whether the mail, if there is one, goes the slow way: for want of a proof of work.
 * @throws TryLaterError (429) past the client's mail limit.
 */
export async function requestPasswordReset(input: {
	email: string;
	locale: string;
	client: ClientContext;
	/** Of work, where one is due. */
	proof?: string | undefined;
}): Promise<{ isSlow: boolean }> {
	const { email, locale, client, proof } = input;
	const purpose = 'password-reset';
	return withProof({ purpose, proof }, async (isSlow) => {
		const now = new Date();
		const rank = isSlow ? 'slow' : 'first';
		const mail = createMailWhere({ template: purpose, recipient: email, locale, now, rank });
		const asked = { purpose, email, clientAddress: client.address };
		const beside = (held: SQL) => [mail.statement(held), ...countAsked(now, held)];
		const allowed = await allowMail(asked, beside);
		if (allowed.ok) mail.announce();
		return { isSlow };
	});
}
