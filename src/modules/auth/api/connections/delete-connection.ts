import { and, eq } from 'drizzle-orm';
import { recordEvent } from '$modules/activity/api/record-event';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { oauthAccounts } from '../../models/z.oauth-account';
import { createOwnerMail } from '../mails/create-owner-mail';
import { hasSession } from '../session/has-session';
import type { ConnectionOwner } from './connect-identity';
import { countWaysIn } from './count-ways-in';

type Result = { ok: true } | { ok: false; reason: 'none' | 'last-way-in' | 'other-session' };

/**
 * Disconnects a provider and tells the owner by mail. Counting and deleting are one transaction, so
 * that two requests at once cannot take the last two ways in.
 */
export async function deleteConnection(
	input: ConnectionOwner & { provider: string; client: ClientContext; now?: Date }
): Promise<Result> {
	const { userId, provider, client } = input;
	return db.transaction(async (tx) => {
		const now = input.now ?? new Date();
		if (!(await hasSession(input, tx))) return { ok: false, reason: 'other-session' };
		if ((await countWaysIn({ userId, without: provider }, tx)) === 0) {
			return { ok: false, reason: 'last-way-in' };
		}
		const [deleted] = await tx
			.delete(oauthAccounts)
			.where(and(eq(oauthAccounts.userId, userId), eq(oauthAccounts.provider, provider)))
			.returning({ provider: oauthAccounts.provider });
		if (!deleted) return { ok: false, reason: 'none' };

		await recordEvent({ userId, type: 'connection-removed', method: provider, client, now }, tx);
		const subjectId = `${userId} ${provider}`;
		await createOwnerMail({ template: 'connection-removed', userId, subjectId, now }, tx);
		return { ok: true };
	});
}
