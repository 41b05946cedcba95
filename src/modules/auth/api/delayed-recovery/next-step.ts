import { lifetimes } from '$modules/limits/api/lifetimes';
import type { DelayedRecovery } from '../../models/z.delayed-recovery';

/**
 * What comes next in a delayed recovery:
 * - `wait`: nothing yet
 * - `tell`: its first notices, which never went out
 * - `run`: its time begins, as the first notices have been handed over
 * - `remind`: the notices of half the time
 * - `offer`: the last link
 * - `forget`: it is over, or never came about
 */
export type RecoveryStep = 'wait' | 'tell' | 'run' | 'remind' | 'offer' | 'forget';

/**
 * Downtime skips no notice: each step waits until the notices before it have been handed to the mail
 * server, to the account's own address at least, and are asked for anew where they were given up.
 * @param state.unsent which of its notices wait to be sent yet.
 */
export function nextStep(state: {
	recovery: DelayedRecovery;
	delay: number;
	unsent: { started: boolean; reminder: boolean };
	now: Date;
}): RecoveryStep {
	const { recovery, delay, unsent } = state;
	const now = state.now.getTime();
	const { requestedAt, startedAt, dueAt, remindedAt, offeredAt } = recovery;
	const isOver = (since: Date) => now >= since.getTime() + lifetimes.delayedRecovery;
	if (!dueAt) {
		if (isOver(requestedAt) && !startedAt) return 'forget';
		if (unsent.started) return 'wait';
		return startedAt ? 'run' : 'tell';
	}
	if (offeredAt) return isOver(dueAt) ? 'forget' : 'wait';
	if (unsent.reminder) return 'wait';
	if (!remindedAt) return now >= dueAt.getTime() - delay / 2 ? 'remind' : 'wait';
	return now >= dueAt.getTime() ? 'offer' : 'wait';
}
