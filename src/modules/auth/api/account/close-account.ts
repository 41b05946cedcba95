import { and, eq, isNull } from 'drizzle-orm';
import { recordEvent } from '$modules/activity/api/record-event';
import { setProfileHidden } from '$modules/profile/api/set-profile-hidden';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { keptForms } from '../../models/z.kept-form';
import { users } from '../../models/z.user';
import { createOwnerMail } from '../mails/create-owner-mail';
import { deleteOpenTokens } from '../token/delete-open-tokens';
import { deleteUserSessions } from '../session/delete-user-sessions';
import { hasSession } from '../session/has-session';

/**
 * Closes an account at once: every session ends, the profile is out of sight, address and username
 * stay taken. Until it is erased, a sign-in leads to reopening it. The caller has asked for a
 * recent confirmation.
 * @returns `false` where the session has ended meanwhile; nothing happens then.
 */
export async function closeAccount(input: {
	userId: string;
	sessionId: string;
	client: ClientContext;
	now?: Date;
}): Promise<boolean> {
	const { userId, sessionId, client } = input;
	return db.transaction(async (tx) => {
		// Not before its turn: the owner may take back what happened since a moment.
		const now = input.now ?? new Date();
		if (!(await hasSession({ userId, sessionId }, tx))) return false;
		const [closed] = await tx
			.update(users)
			.set({ closedAt: now })
			.where(and(eq(users.id, userId), isNull(users.closedAt)))
			.returning({ id: users.id });
		if (!closed) return false;
		await setProfileHidden({ userId, isHidden: true }, tx);
		await deleteUserSessions({ userId }, tx);
		await deleteOpenTokens({ userId }, tx);
		await tx.delete(keptForms).where(eq(keptForms.userId, userId));
		await recordEvent({ userId, type: 'account-closed', client, now }, tx);
		await createOwnerMail({ template: 'account-closed', userId, now }, tx);
		return true;
	});
}
