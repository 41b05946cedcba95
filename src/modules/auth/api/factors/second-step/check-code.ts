import type { ClientContext } from '@/server/client-context';
import type { Executor } from '@/server/db/create-db';
import { recoveryCodeHash } from '../recovery-codes/recovery-code-store';
import { spendRecoveryCode } from '../recovery-codes/spend-recovery-code';
import { checkTotpCode, useTotpCode } from '../totp/totp-code';

/** A code of either kind, as its field reads it. */
export type SecondStepCode = { method: 'totp' | 'recovery-code'; code: string };

type CheckedCode =
	/** It may be right. `use` uses it up in a transaction; `false` where it is wrong or was used before. */
	| { ok: true; use: (tx: Executor, now: Date) => Promise<boolean> }
	/** `key-lost`: ours is lost, so that none can be right; `none`: the account has no app. */
	| { ok: false; reason: 'none' | 'key-lost' };

/** Checks a code of an account's app or one from the drawer. Nothing is used up yet. */
export async function checkSecondStepCode(
	input: SecondStepCode & { userId: string; client: ClientContext; now: Date }
): Promise<CheckedCode> {
	const { userId, method, code, client, now } = input;
	if (method === 'totp') {
		const checked = await checkTotpCode({ userId, code, now });
		if (!checked.ok && checked.reason !== 'wrong') return checked;
		// A wrong one goes the way of one that was used before: the time of the answer tells them not apart.
		return { ok: true, use: (tx, now) => useTotpCode(checked.fitting, now, tx) };
	}
	const hash = await recoveryCodeHash({ userId, code });
	if (hash === null) return { ok: false, reason: 'key-lost' };
	// Whether there is such a code shows only when it is used up.
	const use = async (tx: Executor, now: Date) =>
		(await spendRecoveryCode({ userId, hash, client, now }, tx)) !== null;
	return { ok: true, use };
}
