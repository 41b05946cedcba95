import { and, eq, isNull } from 'drizzle-orm';
import { recordEvent } from '$modules/activity/api/record-event';
import { setProfileHidden } from '$modules/profile/api/profile-store';
import type { ClientContext } from '@/server/client-context';
import type { Executor } from '@/server/db/create-db';
import { users } from '../../models/z.user';
import { createOwnerMail } from '../mails/owner-mail';

/**
 * What closing means, whoever closes: the 14 days to its erasing begin, the profile is out of sight,
 * record and owner are told. What else ends with it is the caller's, in the same transaction.
 */
export async function setAccountClosed(
	{ userId, client, now }: { userId: string; client: ClientContext; now: Date },
	tx: Executor
): Promise<void> {
	const [closed] = await tx
		.update(users)
		.set({ closedAt: now })
		.where(and(eq(users.id, userId), isNull(users.closedAt)))
		.returning({ id: users.id });
	if (!closed) return;
	await setProfileHidden({ userId, isHidden: true }, tx);
	await recordEvent({ userId, type: 'account-closed', client, now }, tx);
	await createOwnerMail({ template: 'account-closed', userId, now }, tx);
}
