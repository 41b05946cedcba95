import { createInvitation } from '$modules/auth/api/invitations/create-invitation';
import { lastMailTo, tokenIn } from './mails';
import { newAddress } from './people';

/** Invites an address, and reads the mail. */
export async function invite({ email = newAddress() } = {}) {
	const invited = await createInvitation({ email, by: 'operator', locale: 'en' });
	if (!invited.ok) throw new Error(`Not invited: ${invited.why}`);
	const mail = await lastMailTo(email);
	return { email, id: invited.id, mail, token: tokenIn(mail) };
}
