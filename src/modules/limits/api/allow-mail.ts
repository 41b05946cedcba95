import { addressGroup } from '@/server/client-context';
import { TryLaterError } from '@/server/try-later';
import { consumeLimit } from './consume-limit';

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
	await consumeLimit('mail-client', addressGroup(mail.clientAddress));
	try {
		await consumeLimit('mail-address', `${mail.purpose} ${mail.email}`);
		return true;
	} catch (error) {
		if (error instanceof TryLaterError && error.status === 429) return false;
		throw error;
	}
}
