import { restoreLimits, type ReachedLimit } from '$modules/limits/api/take-limits';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { TryLaterError } from '@/server/request-errors';
import type { KnownBrowser } from '../browser/known-browser';
import { checkSecondStepCode, type SecondStepCode } from '../factors/second-step/check-code';
import {
	restoreSecondStepTries,
	secondStepTries,
	settleSecondStepTries,
	withSecondStepTry
} from '../factors/second-step/second-step-tries';
import { isMadeForAnother } from '../kept-form/returned-form';
import { completeSecondStep, type CheckedStep, type CompletedStep } from './complete-second-step';
import { findRepeatedStep } from './repeated-step';
import { tellOfWrongCode } from './tell-of-wrong-code';
import { findWaitingSignIn } from './waiting-sign-in';

type StepByCode = SecondStepCode & {
	/** The token of the `pending` cookie, or `null`. */
	pending: string | null;
	/** For whom its page was made, as forms name people. */
	formOwner: string | undefined;
	/** Whether this browser need not be asked again for a while. */
	trustsDevice: boolean;
	known: KnownBrowser | null;
	client: ClientContext;
};

type StepByCodeResult =
	| Exclude<CompletedStep, { reason: 'used' }>
	/** `none`: the account has no app; `key-lost`: no code can be checked, for no fault of the person's. */
	| { ok: false; reason: 'wrong' | 'none' | 'key-lost' }
	/** The sign-in that waits by now is to another account than the page's: nothing was checked. */
	| { ok: false; reason: 'other-account' }
	/** Five were wrong: the sign-in takes no code any more. */
	| { ok: false; reason: 'too-many' }
	/** A hundred in a row were wrong for this account: no code counts before its password was changed. */
	| { ok: false; reason: 'too-many-in-a-row' };

/**
 * Completes the sign-in that waits in a browser by a code. Its try is taken before the check, and
 * given back after success and where it was no try; a wrong code is told to the account's owner, whose
 * password somebody has.
 * @throws TryLaterError 429 past the account's limits on codes.
 */
export async function stepWithCode(step: StepByCode): Promise<StepByCodeResult> {
	const { pending, formOwner, code, method, known, client, trustsDevice } = step;
	const now = new Date();
	const found = await findWaitingSignIn({ pending, now });
	if (pending === null) return { ok: false, reason: 'ended' };
	const post = { pending, answer: `${method} ${code}` };
	if (found.state !== 'waiting') {
		const repeated = await findRepeatedStep(post, now, db);
		return repeated ? { ok: true, repeated } : { ok: false, reason: found.state };
	}

	const { user } = found;
	if (isMadeForAnother(formOwner, user.id)) return { ok: false, reason: 'other-account' };
	const tries = secondStepTries({ user, known, pendingId: found.pending.id });
	const tried = await withSecondStepTry(tries, async (): Promise<StepByCodeResult> => {
		const checked = await checkSecondStepCode({ userId: user.id, method, code, client, now });
		const result = checked.ok ? await complete(checked.use) : checked;
		if (!result.ok && result.reason === 'used') {
			await tellOfWrongCode({ ...found, method, client });
			return { ok: false, reason: 'wrong' };
		}
		if (!('outcome' in result)) await restoreSecondStepTries(tries);
		return result;
	});
	return tried.ok ? tried.value : refuse(tried.reached);

	function complete(use: CheckedStep['use']) {
		const settling = async (tx: Executor, at: Date) => {
			if (!(await use(tx, at))) return false;
			await settleSecondStepTries(tries, tx);
			return true;
		};
		return completeSecondStep({
			...post,
			userId: user.id,
			proof: { method },
			use: settling,
			trustsDevice,
			client
		});
	}

	async function refuse({ name, retryAfter }: ReachedLimit): Promise<StepByCodeResult> {
		if (name !== 'second-step-sign-in') {
			// Nothing was checked: that counts for no sign-in.
			await restoreLimits([tries.inTime[0]]);
			if (name === 'second-step-row') return { ok: false, reason: 'too-many-in-a-row' };
			throw new TryLaterError(429, retryAfter, `limit ${name} reached`);
		}
		// It is not deleted: a right one of those that came at once may be on its way.
		const repeated = await findRepeatedStep(post, now, db);
		return repeated ? { ok: true, repeated } : { ok: false, reason: 'too-many' };
	}
}
