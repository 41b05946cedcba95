import { recordEvent } from '$modules/activity/api/record-event';
import { limits } from '$modules/limits/api/limits';
import { refuseWhereReached } from '$modules/limits/api/reached-limits';
import { countTowards, takeLimits } from '$modules/limits/api/take-limits';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { TryLaterError } from '@/server/request-errors';
import { delayedRecoveries, type DelayedRecovery } from '../../models/z.delayed-recovery';
import { isMadeForAnother } from '../kept-form/returned-form';
import { createOwnerMail } from '../mails/owner-mail';
import { findWaitingSignIn } from '../sign-in/waiting-sign-in';
import type { Account } from '../user/user-store';
import { getDelayedRecovery, lastLinkEnds, recoveryDelay } from './delayed-recovery-store';
import { notifyOfRecovery } from './notify-of-recovery';

/**
 * Begins the way back of somebody whose sign-in waits for a second factor that they have lost. Where
 * one is running nothing changes; where its time is over, its last link is mailed again.
 * @param input.pending the token of the browser's cookie, or `null`.
 * @param input.formOwner for whom its page was made, as forms name people.
 * @returns `none` where no sign-in waits here, or none is allowed; `other-account` where the page was
 * made for another one.
 * @throws TryLaterError 429 past the third in a month, or the fifth mail in an hour.
 */
export async function startDelayedRecovery(input: {
	pending: string | null;
	formOwner: string | undefined;
	client: ClientContext;
}): Promise<'running' | 'none' | 'other-account'> {
	const { pending, formOwner, client } = input;
	const delay = recoveryDelay();
	const found = await findWaitingSignIn({ pending, now: new Date() });
	if (delay === null || found.state !== 'waiting') return 'none';
	const { user } = found;
	if (isMadeForAnother(formOwner, user.id)) return 'other-account';
	const { userId, via } = found.pending;
	const running = await getDelayedRecovery({ userId });
	if (running) {
		await mailLastLinkAgain(running, user);
		return 'running';
	}

	await refuseWhereReached(['delayed-recoveries', userId]);
	return db.transaction(async (tx) => {
		const now = new Date();
		// Another one may have been begun meanwhile, or the sign-in be over.
		if ((await findWaitingSignIn({ pending, now }, tx)).state !== 'waiting') return 'none';
		const [begun] = await tx
			.insert(delayedRecoveries)
			.values({ userId, requestedAt: now })
			.onConflictDoNothing()
			.returning();
		if (!begun) return 'running';
		const count = await countTowards(['delayed-recoveries', userId], tx);
		const { points, duration } = limits['delayed-recoveries'];
		if (count > points) throw new TryLaterError(429, duration, 'limit delayed-recoveries reached');
		await recordEvent({ userId, type: 'recovery-started', method: via, client, now }, tx);
		const notice = { template: 'recovery-started', recoveryId: begun.id, user, now } as const;
		await notifyOfRecovery({ ...notice, again: false }, tx);
		return 'running';
	});
}

async function mailLastLinkAgain(recovery: DelayedRecovery, owner: Account): Promise<void> {
	const { offeredAt } = recovery;
	if (!offeredAt || lastLinkEnds(offeredAt) <= new Date()) return;
	const { id: userId, email } = owner;
	await takeLimits([['mail-address', email]]);
	const mail = { template: 'recovery-ready', recoveryId: recovery.id } as const;
	await createOwnerMail({ ...mail, userId, owner, now: new Date() }, db);
}
