import { recordEvent } from '$modules/activity/api/record-event';
import { createOwnerMail } from '$modules/auth/api/mails/owner-mail';
import { getUserByEmail, type Account } from '$modules/auth/api/user/user-store';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { logAct, nowhere, Refusal, type Help, type Helped } from './helper';

/**
 * Does something with the account that has an address, for its owner or against a thief: in one
 * transaction with the entry of the record, which says who did it and why, and the mail that tells the
 * owner. Every act of a helper goes through here, but
 * suspending and lifting, which have mails of their own.
 * @param type what is recorded; what has sentences in `prepare-helper-acted-mail.ts`.
 * @param work does it; throws {@link Refusal} where it is not done.
 */
export async function actOn<Why extends string = never>(
	{ email, by }: Help,
	type: Parameters<typeof recordEvent>[0]['type'],
	work: (user: Account, tx: Executor, now: Date) => Promise<void>
): Promise<Helped<Why>> {
	try {
		const user = await db.transaction(async (tx) => {
			const now = new Date();
			const user = await getUserByEmail({ email }, tx);
			if (!user) return null;
			const { id: userId } = user;
			await work(user, tx, now);
			const eventId = await recordEvent({ userId, type, by, client: nowhere, now }, tx);
			const mail = { template: 'helper-acted', eventId } as const;
			await createOwnerMail({ ...mail, userId, owner: user, now }, tx);
			return user;
		});
		if (!user) return { ok: false, why: 'unknown' };
		const { id: userId } = user;
		logAct(by.actor, type, userId);
		return { ok: true, user };
	} catch (error) {
		if (error instanceof Refusal) return { ok: false, why: (error as Refusal<Why>).why };
		throw error;
	}
}
