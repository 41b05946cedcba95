import { addressGroup, addressNetwork } from '@/server/client-context';
import { TryLaterError } from '@/server/request-errors';
import { tryLimits, type Beside, type Try } from './take-limits';

/** What a mail uses up of the client that asks for it, and of its network. */
export const mailTries = (clientAddress: string) =>
	[
		['mail-client', addressGroup(clientAddress)],
		['mail-network', addressNetwork(clientAddress)]
	] as const satisfies Try[];

/** - `until`: when the limit's time is over. It is the same whether an account has the address. */
export type MailAllowance = { ok: true } | { ok: false; until: Date };

/**
 * Whether one more mail may go to an address for a purpose. Past that limit the caller answers as
 * if it had gone, or tells of the limit alone: it must not tell who has an account.
 * @param mail.share who asks, where the mail serves nobody else, such as a code for one browser: each
 * has a share of their own, so that a stranger's mails do not use up the owner's (decision 025).
 * @param beside what is written in the same commit where it may, such as the mail.
 * @throws TryLaterError (429) when the client's own limit, or that of its network, is reached.
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
	const [client, network] = mailTries(clientAddress);
	const reached = await tryLimits([client, network, ...ofAddress], beside);
	if (!reached) return { ok: true };
	const { name, retryAfter } = reached;
	if (name === client[0] || name === network[0]) {
		throw new TryLaterError(429, retryAfter, `limit ${name} reached`);
	}
	return { ok: false, until: new Date(Date.now() + retryAfter * 1000) };
}
