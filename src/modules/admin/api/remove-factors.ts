import {
	getDelayedRecovery,
	recoveryDelay
} from '$modules/auth/api/delayed-recovery/delayed-recovery-store';
import { deleteSecondFactors } from '$modules/auth/api/delayed-recovery/delete-second-factors';
import { listPasskeys } from '$modules/auth/api/factors/passkeys/passkey-store';
import { hasRecoveryCodes } from '$modules/auth/api/factors/recovery-codes/recovery-code-store';
import { stopDelayedRecovery } from '$modules/auth/api/factors/second-step/stop-delayed-recovery';
import { listTrustedDevices } from '$modules/auth/api/factors/trusted-devices/trusted-device-store';
import { endTrust } from '$modules/auth/api/session/end-access';
import { countWaysIn } from '$modules/auth/api/user/count-ways-in';
import type { Account } from '$modules/auth/api/user/user-store';
import { nowhere } from '@/server/client-context';
import type { Executor } from '@/server/db/create-db';
import { actOn } from './act-on';
import { Refusal, type Help, type Helped } from './helper';

/** - `nothing`: there is none to remove; `last-way-in`: nothing would open the account any more. */
type Why = 'nothing' | 'last-way-in';

/**
 * Takes the second step from a person who has lost what they take it with: app, recovery codes, trust in
 * browsers and the switch, and a recovery that waits for the same. Their owner can bring them back for
 * a week, by the mail that tells of it.
 * @param options.passkeys removes those too; not the last ways in, unless `evenLastWayIn`.
 */
export function removeFactors(
	help: Help,
	{ passkeys, evenLastWayIn }: { passkeys: boolean; evenLastWayIn: boolean }
): Promise<Helped<Why>> {
	const type = passkeys ? 'factors-and-passkeys-removed' : 'factors-removed';
	return actOn<Why>(help, type, async (user, tx, now) => {
		const { id: userId } = user;
		if (!(await hasFactors(user, passkeys, tx))) throw new Refusal<Why>('nothing');
		await deleteSecondFactors({ userId, exceptPasskeys: !passkeys, now }, tx);
		await endTrust({ userId }, tx);
		await stopDelayedRecovery({ userId, by: help.by, client: nowhere, now }, tx);
		if (!passkeys || evenLastWayIn) return;
		if ((await countWaysIn({ userId }, tx)) === 0) throw new Refusal<Why>('last-way-in');
	});
}

/** Whether there is any of it, be it trust or a recovery that a factor of before has left behind. */
async function hasFactors(user: Account, passkeys: boolean, tx: Executor): Promise<boolean> {
	const { id: userId, hasTotp, asksSecondStep } = user;
	if (hasTotp || asksSecondStep || (await hasRecoveryCodes({ userId }, tx))) return true;
	if ((await listTrustedDevices({ userId, deviceId: null }, tx)).length > 0) return true;
	if (recoveryDelay() !== null && (await getDelayedRecovery({ userId }, tx))) return true;
	return passkeys && (await listPasskeys({ userId }, tx)).length > 0;
}
