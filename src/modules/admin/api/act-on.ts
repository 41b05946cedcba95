import { recordEvent } from '$modules/activity/api/record-event';
import { asHelper } from '$modules/auth/api/session/as-helper';
import { createOwnerMail } from '$modules/auth/api/mails/owner-mail';
import { listAdmins } from '$modules/auth/api/user/list-admins';
import { getUser, getUserByEmail, type Account } from '$modules/auth/api/user/user-store';
import { nowhere } from '@/server/client-context';
import type { Executor } from '@/server/db/create-db';
import { logAct, Refusal, type Help, type Helped, type Whom } from './helper';
import { refuseAct } from './refuse-act';

/**
 * Does something with somebody's account, for its owner or against a thief: in one transaction with the
 * entry of the record, which says who did it and why, and the mail that tells the owner. Where it is one
 * of those who run the site, all others of them get a mail too. Every act of a helper goes through here.
 * @param type what is recorded; what has sentences in `prepare-helper-acted-mail.ts`.
 * @param work does it; throws {@link Refusal} where it is not done. Where it keeps the entry and tells
 * the owner by a mail of its own, it returns the entry's id.
 */
export async function actOn<Why extends string = never>(
	help: Help,
	type: Parameters<typeof recordEvent>[0]['type'],
	work: (user: Account, tx: Executor, now: Date) => Promise<string | void>
): Promise<Helped<Why>> {
	const { by } = help;
	try {
		const user = await asHelper(by.owner, async (tx, now) => {
			const user = await findPerson(help, tx);
			if (!user) return null;
			const admins = await listAdmins(tx);
			refuseAct({ user, by, type, admins });
			const { id: userId } = user;
			const ownEntry = await work(user, tx, now);
			const { actor, reason } = by;
			const event = { userId, type, by: { actor, reason }, client: nowhere, now };
			const eventId = ownEntry ?? (await recordEvent(event, tx));
			const mail = { eventId, now };
			if (!ownEntry)
				await createOwnerMail({ template: 'helper-acted', userId, owner: user, ...mail }, tx);
			if (user.role !== 'admin' && type !== 'role-given') return user;
			for (const { id, state } of admins) {
				if (id === userId || state !== 'open') continue;
				await createOwnerMail({ template: 'admin-acted-on', userId: id, ...mail }, tx);
			}
			return user;
		});
		if (!user) return { ok: false, why: 'unknown' };
		logAct(by.actor, type, user.id);
		return { ok: true, user };
	} catch (error) {
		if (error instanceof Refusal) return { ok: false, why: (error as Refusal<Why>).why };
		throw error;
	}
}

/** Whom somebody means, or `null` where they are gone or going. */
export const findPerson = (whom: Whom, executor?: Executor): Promise<Account | null> =>
	'email' in whom ? getUserByEmail(whom, executor) : getUser(whom, executor);
