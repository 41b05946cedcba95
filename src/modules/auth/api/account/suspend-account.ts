import { and, eq, isNotNull, isNull } from 'drizzle-orm';
import { recordEvent, type Helper } from '$modules/activity/api/record-event';
import { setProfileHidden } from '$modules/profile/api/profile-store';
import type { ClientContext } from '@/server/client-context';
import type { Executor } from '@/server/db/create-db';
import { db } from '@/server/db/client';
import { log } from '@/server/log';
import { pendingSignIns } from '../../models/z.pending-sign-in';
import { users } from '../../models/z.user';
import { createOwnerMail } from '../mails/owner-mail';
import { endAccess } from '../session/end-access';
import { isThere } from '../user/user-store';

type Decision = {
	userId: string;
	/** Of whoever decides, for the record. */
	client: ClientContext;
	/** Who that is, and why. */
	by?: Helper;
	now?: Date;
};

/**
 * Suspends an account, whoever decides so: every session ends, with what waits to become one and the
 * links that were mailed; its profile is out of sight. Address and username stay taken. Every sign-in
 * ends before it from then on, factors included, where its owner can download the archive and close
 * it; if it is closed, its 14 days run on. Its owner is told by mail.
 * @param executor the transaction that it belongs to; one of its own unless given.
 * @returns the id of the entry in the record; `null` where it is suspended already, or the account is gone.
 */
export async function suspendAccount(
	decision: Decision,
	executor?: Executor
): Promise<string | null> {
	const { userId } = decision;
	const eventId = await decide(decision, executor, 'account-suspended', async (tx, now) => {
		const isOpen = and(eq(users.id, userId), isNull(users.suspendedAt), isThere);
		const suspending = tx.update(users).set({ suspendedAt: now }).where(isOpen);
		const [suspended] = await suspending.returning({ id: users.id });
		if (!suspended) return false;
		await setProfileHidden({ userId, isHidden: true }, tx);
		await endAccess({ userId, links: true, keptForms: true }, tx);
		return true;
	});
	if (eventId) log.info({ event: 'account-suspended', userId }, 'account suspended');
	return eventId;
}

/**
 * Lifts the suspension of an account: it is as it was before, and opens to the next sign-in; sessions
 * that ended do not come back. One that is closed stays so, and can be reopened again. Its owner is
 * told by mail.
 * @param executor as above.
 * @returns the id of the entry in the record; `null` where it is not suspended, or the account is gone.
 */
export async function liftSuspension(
	decision: Decision,
	executor?: Executor
): Promise<string | null> {
	const { userId } = decision;
	const eventId = await decide(decision, executor, 'suspension-lifted', async (tx) => {
		const isSuspended = and(eq(users.id, userId), isNotNull(users.suspendedAt), isThere);
		const lifting = tx.update(users).set({ suspendedAt: null }).where(isSuspended);
		const [lifted] = await lifting.returning({ closedAt: users.closedAt });
		if (!lifted) return false;
		const waiting = and(eq(pendingSignIns.userId, userId), eq(pendingSignIns.reason, 'suspended'));
		await tx.delete(pendingSignIns).where(waiting);
		await setProfileHidden({ userId, isHidden: lifted.closedAt !== null }, tx);
		return true;
	});
	if (eventId) log.info({ event: 'suspension-lifted', userId }, 'suspension lifted');
	return eventId;
}

/** In one transaction with the record and the mail to the owner. @returns the id of the entry. */
async function decide(
	{ userId, client, by, now = new Date() }: Decision,
	executor: Executor | undefined,
	type: 'account-suspended' | 'suspension-lifted',
	work: (tx: Executor, now: Date) => Promise<boolean>
): Promise<string | null> {
	const run = async (tx: Executor) => {
		if (!(await work(tx, now))) return null;
		const eventId = await recordEvent({ userId, type, by, client, now }, tx);
		await createOwnerMail({ template: type, userId, now }, tx);
		return eventId;
	};
	return executor ? run(executor) : db.transaction(run);
}
