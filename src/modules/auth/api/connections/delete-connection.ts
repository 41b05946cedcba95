import { and, eq } from 'drizzle-orm';
import { recordEvent } from '$modules/activity/api/record-event';
import type { ClientContext } from '@/server/client-context';
import { oauthAccounts } from '../../models/z.oauth-account';
import { createOwnerMail } from '../mails/owner-mail';
import { asOwner, type SessionOwner } from '../session/session-owner';
import { countWaysIn } from '../user/count-ways-in';

type Result = { ok: true } | { ok: false; reason: 'none' | 'last-way-in' };

/**
 * Disconnects a provider and tells the owner by mail. Counting and deleting are one transaction, so
 * that two requests at once cannot take the last two ways in.
 * @throws SessionEndedError
 */
export async function deleteConnection(input: {
	owner: SessionOwner;
	provider: string;
	client: ClientContext;
}): Promise<Result> {
	const { owner, provider, client } = input;
	const { userId } = owner;
	return asOwner(owner, async (tx, now) => {
		if ((await countWaysIn({ userId, without: { provider } }, tx)) === 0) {
			return { ok: false, reason: 'last-way-in' };
		}
		const [deleted] = await tx
			.delete(oauthAccounts)
			.where(and(eq(oauthAccounts.userId, userId), eq(oauthAccounts.provider, provider)))
			.returning({ provider: oauthAccounts.provider });
		if (!deleted) return { ok: false, reason: 'none' };

		const eventId = await recordEvent(
			{ userId, type: 'connection-removed', method: provider, client, now },
			tx
		);
		await createOwnerMail({ template: 'connection-removed', userId, eventId, now }, tx);
		return { ok: true };
	});
}
