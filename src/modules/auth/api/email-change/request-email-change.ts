import { allowMail } from '$modules/limits/api/allow-mail';
import { takeLimits } from '$modules/limits/api/take-limits';
import { createMail } from '$modules/mail/api/outbox/create-mail';
import type { Locale } from '@/paraglide/runtime';
import type { ClientContext } from '@/server/client-context';
import { asOwner, type SessionOwner } from '../session/session-owner';

/**
 * Asks for a mail with a link to a new address. Whether somebody has the address is not looked up
 * here: it is decided when the mail is sent, so that the answer is the same. The caller has asked
 * for a recent confirmation.
 * @returns whether a mail follows: past the limit of the address, or of this account's share, none does.
 * @throws TryLaterError (429) past the account's limit or the client's mail limit; SessionEndedError.
 */
export async function requestEmailChange(input: {
	owner: SessionOwner;
	email: string;
	locale: Locale;
	client: ClientContext;
}): Promise<boolean> {
	const { owner, email, locale, client } = input;
	const purpose = 'email-change';
	const { userId } = owner;
	await takeLimits([['address-changes', userId]]);
	const allowed = await allowMail({
		purpose,
		email,
		clientAddress: client.address,
		share: userId
	});
	if (!allowed.ok) return false;
	const mail = { template: purpose, recipient: email, locale, userId } as const;
	await asOwner(owner, (tx, now) => createMail({ ...mail, now }, tx));
	return true;
}
