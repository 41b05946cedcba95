import { deleteUnsettledAccounts } from '../account/delete-unsettled-accounts';
import { advanceDelayedRecoveries } from '../delayed-recovery/advance-delayed-recoveries';
import { forgetShownCodes } from '../factors/recovery-codes/recovery-code-store';
import { deleteExpiredSessions } from '../session/lucia';
import { fillPasskeyHandles } from '../user/user-store';
import { deleteExpiredTokens } from './delete-expired-tokens';
import { sealEverythingAnew } from './sealed-kinds';

/** What auth does once an hour. Closed accounts are erased besides, which every feature has a part in. */
export const authHousekeeping = [
	deleteExpiredSessions,
	deleteExpiredTokens,
	forgetShownCodes,
	deleteUnsettledAccounts,
	fillPasskeyHandles,
	sealEverythingAnew
];

/** What auth does once a minute. */
export const authMinutely = [advanceDelayedRecoveries];
