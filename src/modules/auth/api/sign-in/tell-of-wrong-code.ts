import { and, eq, gte, isNull, lte, or } from 'drizzle-orm';
import { recordEvent } from '$modules/activity/api/record-event';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { logSecurityEvent } from '@/server/log-security-event';
import type { PendingSignIn } from '../../models/z.pending-sign-in';
import { users } from '../../models/z.user';
import { createOwnerMail } from '../mails/owner-mail';
import { secondStepMethod } from '../session/amr';
import type { Account } from '../user/user-store';

/** An account's owner is told of wrong codes at most once in this time, in milliseconds. */
const interval = 60 * 60 * 1000;

/**
 * Keeps a wrong code at the second step in the record, and tells the account's owner by mail: whoever
 * gave it got through the first step.
 */
export async function tellOfWrongCode(input: {
	pending: PendingSignIn;
	user: Account;
	method: 'totp' | 'recovery-code';
	client: ClientContext;
}): Promise<void> {
	const { pending, user, method, client } = input;
	const userId = user.id;
	logSecurityEvent('second-step-failed', { userId, method, reason: 'wrong' });
	await db.transaction(async (tx) => {
		const now = new Date();
		const event = { userId, type: 'second-step-failed', client, now } as const;
		const how = { method: secondStepMethod(pending, method), newBrowser: pending.newBrowser };
		const eventId = await recordEvent({ ...event, ...how }, tx);
		const before = new Date(now.getTime() - interval);
		// What lies as far ahead was noted by a clock that was wrong.
		const ahead = new Date(now.getTime() + interval);
		const told = users.wrongCodeMailAt;
		const isDue = or(isNull(told), lte(told, before), gte(told, ahead));
		const [due] = await tx
			.update(users)
			.set({ wrongCodeMailAt: now })
			.where(and(eq(users.id, userId), isDue))
			.returning({ id: users.id });
		if (!due) return;
		await createOwnerMail({ template: 'wrong-code', userId, owner: user, eventId, now }, tx);
	});
}
