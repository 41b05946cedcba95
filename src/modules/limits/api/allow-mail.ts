import { addressGroup } from '@/server/client-context';
import { TryLaterError } from '@/server/try-later';
import { tryLimits } from './take-limits';

/**
 * Whether one more mail may go to an address for a purpose. Past that limit the caller answers as
 * if it had gone: the limit must not tell who has an account.
 * @throws TryLaterError (429) when the client's own limit is reached.
 */
export async function allowMail(mail: {
	purpose: string;
	email: string;
	clientAddress: string;
}): Promise<boolean> {
	const reached = await tryLimits([
		['mail-client', addressGroup(mail.clientAddress)],
		['mail-address', `${mail.purpose} ${mail.email}`]
	]);
	if (reached?.name !== 'mail-client') return reached === null;
	throw new TryLaterError(429, reached.retryAfter, 'limit mail-client reached');
}
