import { and, eq, isNull } from 'drizzle-orm';
import { recordEvent } from '$modules/activity/api/record-event';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { users } from '../../models/z.user';
import { createOwnerMail } from '../mails/owner-mail';
import { isThere } from '../user/user-store';

/**
 * Requires an account to have a second factor, whoever decides so for it: from its next request on,
 * every session of it opens nothing before one is set up, and every sign-in that is not two factors
 * itself goes through the second step. Its owner is told by mail.
 * @param input.client of whoever decides, for the record.
 * @returns `false` where it is required already, or the account is gone.
 */
export async function requireFactor(input: {
	userId: string;
	client: ClientContext;
	now?: Date;
}): Promise<boolean> {
	const { userId, client, now = new Date() } = input;
	return db.transaction(async (tx) => {
		const [required] = await tx
			.update(users)
			.set({ factorRequiredAt: now })
			.where(and(eq(users.id, userId), isNull(users.factorRequiredAt), isThere))
			.returning({ id: users.id });
		if (!required) return false;
		await recordEvent({ userId, type: 'factor-required', client, now }, tx);
		await createOwnerMail({ template: 'factor-required', userId, now }, tx);
		return true;
	});
}
