import { lifetimes } from '$modules/limits/api/lifetimes';
import type { DelayedRecovery } from '../../models/z.delayed-recovery';

/**
 * What comes next in a delayed recovery:
 * - `wait`: nothing yet
 * - `tell`: its first notices anew, as that to the account's own address never went out
 * - `run`: its time begins, as the first notices have been handed over
 * - `remind`: the notices of half the time, or these anew
 * - `offer`: the last link
 * - `forget`: it is over, or never came about
 */
export type RecoveryStep = 'wait' | 'tell' | 'run' | 'remind' | 'offer' | 'forget';

/**
 * Downtime skips no notice: each step waits until the notices before it have been handed to the mail
 * server, to the account's own address at least. Where that was given up or not due, they are asked for
 * anew, at once for the first time and then once a day, until a week is over. None is forgotten while
 * a notice or the last link waits to be tried.
 * @param state.isUnsent whether mails of the last kind that was asked for wait to be sent yet.
 */
export function nextStep(state: {
	recovery: DelayedRecovery;
	delay: number;
	isUnsent: boolean;
	now: Date;
}): RecoveryStep {
	const { recovery, delay, isUnsent } = state;
	const now = state.now.getTime();
	const { requestedAt, toldAgainAt, startedAt, dueAt, reminderAskedAt, remindedAt, offeredAt } =
		recovery;
	const isOver = (since: Date) => now >= since.getTime() + lifetimes.delayedRecovery;
	const again = (asked: Date) => now >= asked.getTime() + lifetimes.noticesAgain;
	if (!dueAt) {
		if (isUnsent) return 'wait';
		if (startedAt) return 'run';
		if (!toldAgainAt) return 'tell';
		if (isOver(requestedAt)) return 'forget';
		return again(toldAgainAt) ? 'tell' : 'wait';
	}
	if (isUnsent) return 'wait';
	if (offeredAt) return isOver(offeredAt) ? 'forget' : 'wait';
	if (remindedAt) return now >= dueAt.getTime() ? 'offer' : 'wait';
	if (!reminderAskedAt) return now >= dueAt.getTime() - delay / 2 ? 'remind' : 'wait';
	if (isOver(dueAt)) return 'forget';
	return again(reminderAskedAt) ? 'remind' : 'wait';
}
