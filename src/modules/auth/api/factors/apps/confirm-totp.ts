import type { ClientContext } from '@/server/client-context';
import type { SessionOwner } from '../../session/session-owner';
import { makeRecoveryCodes } from '../recovery-codes/recovery-code-store';
import { asOwner } from '../../session/session-owner';
import { fittingSteps, minutesOff } from '../totp/totp-code';
import { enableTotp, type EnabledTotp } from './enable-totp';
import { getWaitingTotp } from './totp-store';
import { wasConfirmedBy } from './was-confirmed-by';

type Result =
	| ({ ok: true } & EnabledTotp)
	/**
	 * `expired`: no app waits for its first code; `clock`: so many minutes off, less than nothing where
	 * the app is behind; `key-lost`: no recovery codes can be made.
	 */
	| { ok: false; reason: 'wrong' | 'expired' | 'key-lost' }
	| { ok: false; reason: 'clock'; minutes: number };

/**
 * Takes the first code of an app: from then on its codes count, and those of the one before do not. An
 * account's first app ends its other sessions, and brings recovery codes where it has none. The same
 * code sent twice is as good as once, unless the first one gave the session another token. An app that another session began is none here.
 * @param input.startedAt when the session began.
 * @param input.code six digits, as `zTotpCode` gives them.
 * @param input.isRequired the account has to have a second factor, and has none yet: the session in which
 * its owner sets one up counts as proved by two, see `countSetUp`.
 * @throws SessionEndedError
 */
export async function confirmTotp(input: {
	owner: SessionOwner;
	startedAt: Date;
	code: string;
	isRequired?: boolean;
	client: ClientContext;
}): Promise<Result> {
	const { owner, startedAt, code, isRequired = false, client } = input;
	const { userId } = owner;
	const now = new Date();
	const waiting = await getWaitingTotp({ userId, startedAt }, now);
	if (!waiting) {
		const again = await wasConfirmedBy({ userId, code, now });
		return again ? { ok: true, ...again } : { ok: false, reason: 'expired' };
	}
	const steps = fittingSteps(waiting.secret, code, now);
	if (steps.length === 0) {
		const minutes = minutesOff(waiting.secret, code, now);
		return minutes === null
			? { ok: false, reason: 'wrong' }
			: { ok: false, reason: 'clock', minutes };
	}
	const codes = await makeRecoveryCodes({ userId });
	if (!codes) return { ok: false, reason: 'key-lost' };
	const fitting = { totpId: waiting.id, steps };
	const enabled = await asOwner(owner, (tx, now) =>
		enableTotp({ owner, fitting, codes, isRequired, client, now }, tx)
	);
	if (enabled) return { ok: true, ...enabled };
	// Another post of the same code was quicker.
	const again = await wasConfirmedBy({ userId, code, now });
	return again ? { ok: true, ...again } : { ok: false, reason: 'expired' };
}
