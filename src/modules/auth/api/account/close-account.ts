import { recordEvent } from '$modules/activity/api/record-event';
import { takeLimits } from '$modules/limits/api/take-limits';
import type { ClientContext } from '@/server/client-context';
import { createOwnerMail } from '../mails/owner-mail';
import { endAccess } from '../session/end-access';
import { asOwner, type SessionOwner } from '../session/session-owner';
import { setClosed } from './set-closed';

/**
 * Closes an account at once: every session ends, the profile is out of sight, address and username
 * stay taken. Until it is erased, a sign-in leads to reopening it. The caller has asked for a
 * recent confirmation.
 * @throws SessionEndedError; TryLaterError (429) past the limit of closings.
 */
export async function closeAccount(input: {
	owner: SessionOwner;
	client: ClientContext;
}): Promise<void> {
	const { owner, client } = input;
	const { userId } = owner;
	await takeLimits([['closings', userId]]);
	await asOwner(owner, async (tx, now) => {
		await endAccess({ userId, links: true, keptForms: true }, tx);
		await setClosed({ userId, closedAt: now }, tx);
		await recordEvent({ userId, type: 'account-closed', client, now }, tx);
		await createOwnerMail({ template: 'account-closed', userId, now }, tx);
	});
}
