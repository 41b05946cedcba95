import { and, eq, isNull } from 'drizzle-orm';
import { recordEvent, type Helper } from '$modules/activity/api/record-event';
import { setProfileHidden } from '$modules/profile/api/profile-store';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { log } from '@/server/log';
import { users } from '../../models/z.user';
import { createOwnerMail } from '../mails/owner-mail';
import { endAccess } from '../session/end-access';
import { isThere } from '../user/user-store';

/**
 * Suspends an account, whoever decides so: every session ends, with what waits to become one and the
 * links that were mailed; its profile is out of sight. Address and username stay taken. Every sign-in
 * ends before it from then on, factors included, where its owner can download the archive and close
 * it; if it is closed, its 14 days run on. Its owner is told by mail.
 * @param input.client of whoever decides, for the record.
 * @param input.by who that is, and why.
 * @returns `false` where it is suspended already, or the account is gone.
 */
export async function suspendAccount(input: {
	userId: string;
	client: ClientContext;
	by?: Helper;
	now?: Date;
}): Promise<boolean> {
	const { userId, client, by, now = new Date() } = input;
	const isSuspended = await db.transaction(async (tx) => {
		const [suspended] = await tx
			.update(users)
			.set({ suspendedAt: now })
			.where(and(eq(users.id, userId), isNull(users.suspendedAt), isThere))
			.returning({ id: users.id });
		if (!suspended) return false;
		await setProfileHidden({ userId, isHidden: true }, tx);
		await endAccess({ userId, links: true, keptForms: true }, tx);
		await recordEvent({ userId, type: 'account-suspended', by, client, now }, tx);
		await createOwnerMail({ template: 'account-suspended', userId, now }, tx);
		return true;
	});
	if (isSuspended) log.info({ event: 'account-suspended', userId }, 'account suspended');
	return isSuspended;
}
