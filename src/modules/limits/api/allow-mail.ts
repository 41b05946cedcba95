import { addressGroup } from '@/server/client-context';
import { TryLaterError } from '@/server/try-later';
import { tryLimits, type Beside, type Try } from './take-limits';

/** - `until`: when the limit's time is over. It is the same whether an account has the address. */
export type MailAllowance = { ok: true } | { ok: false; until: Date };

/**
 * Whether one more mail may go to an address for a purpose. Past that limit the caller answers as
 * if it had gone, or tells of the limit alone: it must not tell who has an account.
 * @param mail.share who asks, where the mail serves nobody else, such as a code for one browser: each
 * has a share of their own, so that a stranger's mails do not use up the owner's (decision 025).
 * @param beside what is written in the same commit where it may, such as the mail.
 * @throws TryLaterError (429) when the client's own limit is reached.
 */
export async function allowMail(
	mail: {
		purpose: string;
		email: string;
		clientAddress: string;
		share?: string;
	},
	beside?: Beside
): Promise<MailAllowance> {
	const { purpose, email, clientAddress, share } = mail;
	const subject = `${purpose} ${email}`;
	const ofAddress: Try[] =
		share === undefined
			? [['mail-address', subject]]
			: [
					['mail-address-share', `${subject} ${share}`],
					['mail-address-shares', subject]
				];
	const client: Try = ['mail-client', addressGroup(clientAddress)];
	const reached = await tryLimits([client, ...ofAddress], beside);
	if (!reached) return { ok: true };
	const { name, retryAfter } = reached;
	if (name === 'mail-client') {
		throw new TryLaterError(429, retryAfter, 'limit mail-client reached');
	}
	return { ok: false, until: new Date(Date.now() + retryAfter * 1000) };
}
