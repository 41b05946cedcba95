import { recordEvent } from '$modules/activity/api/record-event';
import { takeLimits } from '$modules/limits/api/take-limits';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { createOwnerMail } from '../mails/owner-mail';
import { revokeTokens } from '../token/token-store';
import { getSuspendedAccount } from './get-suspended-account';
import { setClosed } from './set-closed';

/**
 * Closes the suspended account that this browser has just signed in to: that took every factor, and is
 * its confirmation. The 14 days begin; the sign-in goes on waiting, for the archive. Where it is closed
 * already nothing changes.
 * @param input.pendingId from the browser's cookie.
 * @returns `false` where the sign-in waits no longer, or the account is not suspended any more.
 * @throws TryLaterError (429) past the limit of closings.
 */
export async function closeSuspendedAccount(input: {
	pendingId: string;
	client: ClientContext;
}): Promise<boolean> {
	const { pendingId, client } = input;
	// Looked for first: whoever sends random cookies takes no write lock.
	const found = await getSuspendedAccount({ pendingId });
	if (!found) return false;
	const { userId } = found;
	if (found.erasedAt) return true;
	await takeLimits([['closings', userId]]);
	return db.transaction(async (tx) => {
		const now = new Date();
		if (!(await getSuspendedAccount({ pendingId }, tx))) return false;
		await revokeTokens({ userId }, tx);
		if (await setClosed({ userId, closedAt: now }, tx)) {
			await recordEvent({ userId, type: 'account-closed', client, now }, tx);
			await createOwnerMail({ template: 'account-closed', userId, now }, tx);
		}
		return true;
	});
}
