import { and, gt } from 'drizzle-orm';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { totps } from '../../../models/z.totp';
import { asOwner, type SessionOwner } from '../../session/session-owner';
import { getShownRecoveryCodes, makeRecoveryCodes } from '../recovery-codes/recovery-code-store';
import { checkTotpCode, fittingSteps, isUsedTotpCode, minutesOff } from '../totp/totp-code';
import { enableTotp, type EnabledTotp } from './enable-totp';
import { getWaitingTotp, isConfirmedTotp } from './totp-store';

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

/**
 * Whether this is the code that an account's app was confirmed by just now: a form that is sent twice
 * ends well twice. It says so of a code that is used up alone, so that nobody finds out one that is
 * not.
 */
async function wasConfirmedBy(input: {
	userId: string;
	code: string;
	now: Date;
}): Promise<EnabledTotp | null> {
	const { userId, now } = input;
	const since = new Date(now.getTime() - lifetimes.totpSetUp);
	const totp = await db
		.select({ number: totps.number })
		.from(totps)
		.where(and(isConfirmedTotp({ userId }), gt(totps.confirmedAt, since)))
		.get();
	if (!totp) return null;
	const checked = await checkTotpCode(input);
	if (!checked.ok || !(await isUsedTotpCode(checked.fitting))) return null;
	const isFirst = (await getShownRecoveryCodes({ userId }, now)) !== null;
	return { isFirst, isMoved: totp.number > 1, endedAt: null, token: null };
}
