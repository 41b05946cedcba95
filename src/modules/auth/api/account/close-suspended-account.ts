import { recordEvent } from '$modules/activity/api/record-event';
import { takeLimits } from '$modules/limits/api/take-limits';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { isMadeForAnother } from '../kept-form/returned-form';
import { createOwnerMail } from '../mails/owner-mail';
import { revokeTokens } from '../token/token-store';
import { getSuspendedAccount } from './get-suspended-account';
import { setClosed } from './set-closed';

/**
 * Closes the suspended account that this browser has just signed in to: that took every factor, and is
 * its confirmation. The 14 days begin; the sign-in goes on waiting, for the archive. Where it is closed
 * already nothing changes.
 * @param input.pendingId from the browser's cookie.
 * @param input.formOwner for whom its page was made, as forms name people.
 * @returns `none` where the sign-in waits no longer, or the account is not suspended any more;
 * `other-account` where the page was made for another one.
 * @throws TryLaterError (429) past the limit of closings.
 */
export async function closeSuspendedAccount(input: {
	pendingId: string;
	formOwner: string | undefined;
	client: ClientContext;
}): Promise<'closed' | 'none' | 'other-account'> {
	const { pendingId, formOwner, client } = input;
	// Looked for first: whoever sends random cookies takes no write lock.
	const found = await getSuspendedAccount({ pendingId });
	if (!found) return 'none';
	const { userId } = found;
	if (isMadeForAnother(formOwner, userId)) return 'other-account';
	if (found.erasedAt) return 'closed';
	await takeLimits([['closings', userId]]);
	return db.transaction(async (tx) => {
		const now = new Date();
		if (!(await getSuspendedAccount({ pendingId }, tx))) return 'none';
		await revokeTokens({ userId }, tx);
		if (await setClosed({ userId, closedAt: now }, tx)) {
			await recordEvent({ userId, type: 'account-closed', client, now }, tx);
			await createOwnerMail({ template: 'account-closed', userId, now }, tx);
		}
		return 'closed';
	});
}
