import { allowMail } from '$modules/limits/api/allow-mail';
import { createMail } from '$modules/mail/api/outbox/create-mail';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { hasSession } from '../session/has-session';

/**
 * Asks for a mail with a link to a new address. Whether somebody has the address is not looked up
 * here: it is decided when the mail is sent, so that the answer is the same. The caller has asked
 * for a recent confirmation.
 * @returns `false` where the session has ended meanwhile; nothing happens then.
 * @throws TryLaterError (429) past the client's mail limit.
 */
export async function requestEmailChange(input: {
	userId: string;
	sessionId: string;
	email: string;
	locale: string;
	client: ClientContext;
	now?: Date;
}): Promise<boolean> {
	const { userId, sessionId, email, locale, client, now } = input;
	const purpose = 'email-change';
	if (!(await allowMail({ purpose, email, clientAddress: client.address }))) return true;
	return db.transaction(async (tx) => {
		if (!(await hasSession({ userId, sessionId }, tx))) return false;
		await createMail({ template: purpose, recipient: email, locale, subjectId: userId, now }, tx);
		return true;
	});
}
