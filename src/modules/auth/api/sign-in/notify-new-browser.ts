import { and, eq, isNull, lte, or } from 'drizzle-orm';
import { getPreferences } from '$modules/preferences/api/get-preferences';
import type { Executor } from '@/server/db/create-db';
import { users } from '../../models/z.user';
import { createOwnerMail } from '../mails/create-owner-mail';

/** An account's owner gets at most one mail on new browsers in this time, in milliseconds. */
const interval = 60 * 60 * 1000;

/** Asks for the mail on a sign-in from a new browser, unless its owner wants none or had one lately. */
export async function notifyNewBrowser(
	{ userId, eventId, now }: { userId: string; eventId: string; now: Date },
	executor: Executor
): Promise<void> {
	const { notifyNewSignIn } = await getPreferences({ userId }, executor);
	if (!notifyNewSignIn) return;
	const lately = new Date(now.getTime() - interval);
	const [due] = await executor
		.update(users)
		.set({ newBrowserMailAt: now })
		.where(
			and(
				eq(users.id, userId),
				or(isNull(users.newBrowserMailAt), lte(users.newBrowserMailAt, lately))
			)
		)
		.returning({ id: users.id });
	if (!due) return;
	await createOwnerMail({ template: 'new-sign-in', userId, eventId, now }, executor);
}
