import { chainRecord } from '$modules/activity/api/chain/chain-record';
import { deleteOldEvents } from '$modules/activity/api/delete-old-events';
import { deleteOldSlots } from '$modules/limits/api/slot-counts';
import { deleteExpiredLimits } from '$modules/limits/api/take-limits';
import { deleteGivenUpMails } from '$modules/mail/api/outbox/outbox-store';
import { giveUpOldMails } from '$modules/mail/api/outbox/give-up-old-mails';
import { deleteOldSentMails } from '$modules/mail/api/outbox/sent-mails';
import { untilEnded } from '@/server/db/delete-in-steps';
import { log } from '@/server/log';
import { deleteUnsettledAccounts } from '../account/delete-unsettled-accounts';
import { eraseClosedAccounts } from '../account/erase-closed-accounts';
import { advanceDelayedRecoveries } from '../delayed-recovery/advance-delayed-recoveries';
import { forgetShownCodes } from '../factors/recovery-codes/recovery-code-store';
import { fillPasskeyHandles } from '../user/user-store';
import { deleteExpiredSessions } from '../session/lucia';
import { deleteExpiredTokens } from './delete-expired-tokens';
import { sealEverythingAnew } from './seal-everything-anew';

const minute = 60 * 1000;
const interval = 60 * minute;
/** Soon after the start too: a server that is restarted daily would hardly ever come to it. */
const firstDelay = minute;

/**
 * Removes what has expired, a minute from now and once an hour. Nothing depends on it: an expired
 * row opens nothing. Once a minute the record is chained, and delayed recoveries go on.
 * @returns how to stop it: resolves when the step under way is done. What is left the next process does.
 */
export function startHousekeeping(): () => Promise<void> {
	const ending = new AbortController();
	const underWay = new Set<Promise<void>>();
	const begin = (some: Task[]) => {
		const work = untilEnded(ending.signal, () => runAll(some, ending.signal));
		underWay.add(work);
		void work.finally(() => underWay.delete(work));
	};
	const first = setTimeout(begin, firstDelay, tasks).unref();
	const timer = setInterval(begin, interval, tasks).unref();
	const minutely = setInterval(begin, minute, minutelyTasks).unref();
	return async () => {
		clearTimeout(first);
		clearInterval(timer);
		clearInterval(minutely);
		ending.abort();
		await Promise.all(underWay);
	};
}

type Task = () => Promise<unknown>;

const tasks: Task[] = [
	deleteExpiredSessions,
	deleteExpiredTokens,
	forgetShownCodes,
	deleteExpiredLimits,
	deleteOldSlots,
	giveUpOldMails,
	deleteOldEvents,
	deleteGivenUpMails,
	deleteOldSentMails,
	eraseClosedAccounts,
	deleteUnsettledAccounts,
	fillPasskeyHandles,
	sealEverythingAnew
];

const minutelyTasks: Task[] = [advanceDelayedRecoveries, chainRecord];

async function runAll(some: Task[], end: AbortSignal): Promise<void> {
	for (const task of some) {
		if (end.aborted) return;
		await task().catch((error: unknown) => {
			if (error !== end.reason) log.warn({ err: error }, 'housekeeping failed');
		});
	}
}
