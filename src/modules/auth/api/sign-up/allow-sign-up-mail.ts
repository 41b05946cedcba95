import { allowMail } from '$modules/limits/api/allow-mail';
import type { Beside } from '$modules/limits/api/take-limits';
import { addressGroup, type ClientContext } from '@/server/client-context';
import type { SignUpMail } from '../../models/z.sign-up';

/**
 * Whether one more mail of a sign-up may go. Its code counts only in the browser that asked, so that
 * each client has a share of its own beside that of the address.
 * @param beside what is written in the same commit where it may.
 * @returns what is kept of it with the sign-up, for the page that waits for the code.
 * @throws TryLaterError (429) past the client's mail limit.
 */
export async function allowSignUpMail(
	input: { email: string; client: ClientContext; now: Date },
	beside?: Beside
): Promise<SignUpMail> {
	const { email, client, now } = input;
	const share = addressGroup(client.address);
	const asked = { purpose: 'sign-up', email, clientAddress: client.address, share };
	const allowed = await allowMail(asked, beside);
	return allowed.ok ? { mailAskedAt: now, mailHeldUntil: null } : { mailHeldUntil: allowed.until };
}
