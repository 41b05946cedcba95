import { eq } from 'drizzle-orm';
import { hasUnsentMails } from '$modules/mail/api/outbox/outbox-store';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { delayedRecoveries, type DelayedRecovery } from '../../models/z.delayed-recovery';
import { deleteRecoveryTokens } from '../factors/second-step/stop-delayed-recovery';
import { createOwnerMail } from '../mails/owner-mail';
import { needsSecondStep } from '../user/second-step';
import { getUser, type Account } from '../user/user-store';
import { nextStep, type RecoveryStep } from './next-step';
import { notifyOfRecovery } from './notify-of-recovery';
import { halfIsLeft, recoveryDelay } from './delayed-recovery-store';

/**
 * Takes every delayed recovery that is running to its next step. Called once a minute by each process;
 * a recovery for which nothing is to be done costs reads alone. Those that run are forgotten where
 * the operator has switched delayed recovery off.
 */
export async function advanceDelayedRecoveries(now = new Date()): Promise<void> {
	const running = await db.select({ id: delayedRecoveries.id }).from(delayedRecoveries);
	for (const { id } of running) {
		if ((await decide(id, now, db)).step === 'wait') continue;
		await db.transaction(async (tx) => take(await decide(id, now, tx), now, tx));
	}
}

type Decision =
	| { step: 'wait' }
	| { step: 'forget'; recovery: DelayedRecovery }
	| { step: Exclude<RecoveryStep, 'wait' | 'forget'>; recovery: DelayedRecovery; user: Account };

async function decide(id: string, now: Date, executor: Executor): Promise<Decision> {
	const own = eq(delayedRecoveries.id, id);
	const recovery = await executor.select().from(delayedRecoveries).where(own).get();
	if (!recovery) return { step: 'wait' };
	const delay = recoveryDelay();
	const user = await getUser({ userId: recovery.userId }, executor);
	// Nothing is asked for any more that could be lost.
	if (delay === null || !user || !needsSecondStep(user)) return { step: 'forget', recovery };
	const template = lastMailOf(recovery);
	const isUnsent = await hasUnsentMails({ template, recoveryId: id }, executor);
	const step = nextStep({ recovery, delay, isUnsent, now });
	return step === 'wait' ? { step } : { step, recovery, user };
}

function lastMailOf({ dueAt, offeredAt }: DelayedRecovery) {
	if (!dueAt) return 'recovery-started';
	return offeredAt ? 'recovery-ready' : 'recovery-reminder';
}

async function take(decision: Decision, now: Date, tx: Executor): Promise<void> {
	if (decision.step === 'wait') return;
	const { id: recoveryId, userId } = decision.recovery;
	const own = eq(delayedRecoveries.id, recoveryId);
	if (decision.step === 'forget') {
		await tx.delete(delayedRecoveries).where(own);
		await deleteRecoveryTokens({ userId }, tx);
		return;
	}
	const { user } = decision;
	if (decision.step === 'run') {
		const dueAt = new Date(now.getTime() + (recoveryDelay() ?? 0));
		await tx.update(delayedRecoveries).set({ startedAt: now, dueAt }).where(own);
	} else if (decision.step === 'offer') {
		await tx.update(delayedRecoveries).set({ offeredAt: now }).where(own);
		const mail = { template: 'recovery-ready', recoveryId, userId, owner: user, now } as const;
		await createOwnerMail(mail, tx);
	} else if (decision.step === 'tell') {
		await tx.update(delayedRecoveries).set({ toldAgainAt: now }).where(own);
		const notice = { template: 'recovery-started', recoveryId, user, now } as const;
		await notifyOfRecovery({ ...notice, again: true }, tx);
	} else {
		const again = decision.recovery.reminderAskedAt !== null;
		// The week until it is forgotten begins with the first of them, however late that is.
		const dueAt = again ? {} : { dueAt: halfIsLeft(now) };
		await tx
			.update(delayedRecoveries)
			.set({ reminderAskedAt: now, ...dueAt })
			.where(own);
		const notice = { template: 'recovery-reminder', recoveryId, user, now } as const;
		await notifyOfRecovery({ ...notice, again }, tx);
	}
}
