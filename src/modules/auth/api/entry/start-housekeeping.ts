import { chainRecord } from '$modules/activity/api/chain/chain-record';
import { deleteOldEvents } from '$modules/activity/api/delete-old-events';
import { deleteOldSlots } from '$modules/limits/api/slot-counts';
import { deleteExpiredLimits } from '$modules/limits/api/take-limits';
import { deleteGivenUpMails } from '$modules/mail/api/outbox/outbox-store';
import { giveUpOldMails } from '$modules/mail/api/outbox/give-up-old-mails';
import { deleteOldSentMails } from '$modules/mail/api/outbox/sent-mails';
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
 * @returns how to stop it.
 */
export function startHousekeeping(): () => void {
	const first = setTimeout(() => void cleanUp(), firstDelay).unref();
	const timer = setInterval(() => void cleanUp(), interval).unref();
	const minutely = setInterval(() => void runMinutely(), minute).unref();
	return () => {
		clearTimeout(first);
		clearInterval(timer);
		clearInterval(minutely);
	};
}

const tasks = [
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

async function runMinutely(): Promise<void> {
	await run(advanceDelayedRecoveries);
	await run(chainRecord);
}

async function cleanUp(): Promise<void> {
	for (const task of tasks) await run(task);
}

const run = (task: () => Promise<unknown>): Promise<unknown> =>
	task().catch((error: unknown) => log.warn({ err: error }, 'housekeeping failed'));
