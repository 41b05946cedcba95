import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { trustDevice } from '../factors/trusted-devices/trusted-device-store';
import { withSecondStep, type SecondProof } from '../session/amr';
import { hasWayIn } from '../user/has-way-in';
import { completeSignIn, type SignInOutcome } from './complete-sign-in';
import {
	findRepeatedStep,
	stepDeviceTokens,
	stepTokens,
	type RepeatedStep,
	type StepPost
} from './repeated-step';
import { deleteWaitingSignIn, findWaitingSignIn } from './waiting-sign-in';

/** A second step that was checked, and is not used up yet. */
export type CheckedStep = StepPost & {
	userId: string;
	proof: SecondProof;
	/** Uses it up in the transaction; `false` where somebody was quicker, and nothing is written then. */
	use: (tx: Executor, now: Date) => Promise<boolean>;
	/** Whether this browser need not be asked again for a while. */
	trustsDevice: boolean;
	client: ClientContext;
};

export type CompletedStep =
	| { ok: true; outcome: SignInOutcome }
	/** The same post came before: this one changes nothing. */
	| { ok: true; repeated: RepeatedStep }
	/** `used`: the code, or the answer of the passkey, has served before. */
	| { ok: false; reason: 'expired' | 'ended' }
	| { ok: false; reason: 'used' };

/**
 * Completes a sign-in by its second step: what proves it is used up, the waiting sign-in with it, and
 * the session begins, in one transaction. Of equal posts, however many come at once, one begins a
 * session and all others land in it.
 */
export const completeSecondStep = (step: CheckedStep): Promise<CompletedStep> =>
	db.transaction(async (tx) => {
		const { pending, userId, client } = step;
		const now = new Date();
		const found = await findWaitingSignIn({ pending, now }, tx);
		if (found.state !== 'waiting' || found.pending.userId !== userId) {
			const repeated = await findRepeatedStep(step, now, tx);
			if (repeated) return { ok: true, repeated };
			return { ok: false, reason: found.state === 'expired' ? 'expired' : 'ended' };
		}
		if (!(await step.use(tx, now))) return { ok: false, reason: 'used' };
		await deleteWaitingSignIn({ pending }, tx);

		const { user } = found;
		const { newBrowser, eventId } = found.pending;
		// What makes a session out of it counts from the step on: it took all that the account asks for.
		const opens = found.pending.method !== 'sign-up' || (await hasWayIn({ userId }, tx));
		const kept = { ...withSecondStep(found.pending, step.proof), hasWayIn: opens, provedAt: now };
		const outcome = await completeSignIn(
			{
				user,
				proof: kept,
				newBrowser,
				attemptId: eventId ?? undefined,
				token: stepTokens(step)[0],
				client,
				now
			},
			tx
		);
		if (!outcome) throw new Error('An account is gone that was read in the same transaction.');
		if (!step.trustsDevice || outcome.kind !== 'session') return { ok: true, outcome };
		const [device] = stepDeviceTokens(step);
		const { token } = await trustDevice({ userId, token: device, client, now }, tx);
		return { ok: true, outcome: { ...outcome, device: token } };
	});
