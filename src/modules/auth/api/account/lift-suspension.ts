import { and, eq, isNotNull } from 'drizzle-orm';
import { recordEvent, type Helper } from '$modules/activity/api/record-event';
import { setProfileHidden } from '$modules/profile/api/profile-store';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { log } from '@/server/log';
import { pendingSignIns } from '../../models/z.pending-sign-in';
import { users } from '../../models/z.user';
import { createOwnerMail } from '../mails/owner-mail';
import { isThere } from '../user/user-store';

/**
 * Lifts the suspension of an account: it is as it was before, and opens to the next sign-in; sessions
 * that ended do not come back. One that is closed stays so, and can be reopened again. Its owner is
 * told by mail.
 * @param input.client of whoever decides, for the record.
 * @param input.by who that is, and why.
 * @returns `false` where it is not suspended, or the account is gone.
 */
export async function liftSuspension(input: {
	userId: string;
	client: ClientContext;
	by?: Helper;
	now?: Date;
}): Promise<boolean> {
	const { userId, client, by, now = new Date() } = input;
	const isLifted = await db.transaction(async (tx) => {
		const [lifted] = await tx
			.update(users)
			.set({ suspendedAt: null })
			.where(and(eq(users.id, userId), isNotNull(users.suspendedAt), isThere))
			.returning({ closedAt: users.closedAt });
		if (!lifted) return false;
		const waiting = and(eq(pendingSignIns.userId, userId), eq(pendingSignIns.reason, 'suspended'));
		await tx.delete(pendingSignIns).where(waiting);
		await setProfileHidden({ userId, isHidden: lifted.closedAt !== null }, tx);
		await recordEvent({ userId, type: 'suspension-lifted', by, client, now }, tx);
		await createOwnerMail({ template: 'suspension-lifted', userId, now }, tx);
		return true;
	});
	if (isLifted) log.info({ event: 'suspension-lifted', userId }, 'suspension lifted');
	return isLifted;
}
