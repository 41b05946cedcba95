import { settleLimits } from '$modules/limits/api/take-limits';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import type { KnownBrowser } from '../browser/known-browser';
import { usePasskey } from '../factors/passkeys/use-passkey';
import type { PasskeyRefusal, VerifiedPasskey } from '../factors/passkeys/verify-passkey';
import { withPasskey } from '../factors/passkeys/with-passkey';
import { secondStepTries } from '../factors/second-step/second-step-tries';
import { isMadeForAnother } from '../kept-form/returned-form';
import { completeSecondStep, type CompletedStep } from './complete-second-step';
import { findRepeatedStep } from './repeated-step';
import { findWaitingSignIn } from './waiting-sign-in';

type StepByPasskeyResult =
	| Exclude<CompletedStep, { reason: 'used' }>
	| { ok: false; reason: 'passkey'; refusal: PasskeyRefusal }
	| { ok: false; reason: 'other-account' };

/**
 * Completes the sign-in that waits in a browser by a passkey of its account. No limit on codes counts
 * for it.
 * @param input.pending the token of the `pending` cookie, or `null`.
 * @param input.formOwner for whom its page was made, as forms name people.
 * @param input.browser from the `passkey` cookie, see `readPasskeyBrowser`.
 * @throws TryLaterError 429 past the limits on passkeys, see `withPasskey`.
 */
export async function stepWithPasskey(input: {
	pending: string | null;
	formOwner: string | undefined;
	credential: string;
	browser: string | null;
	trustsDevice: boolean;
	known: KnownBrowser | null;
	client: ClientContext;
}): Promise<StepByPasskeyResult> {
	const { pending, formOwner, credential, browser, trustsDevice, known, client } = input;
	const now = new Date();
	const found = await findWaitingSignIn({ pending, now });
	if (pending === null) return { ok: false, reason: 'ended' };
	const post = { pending, answer: `passkey ${credential}` };
	if (found.state !== 'waiting') {
		const repeated = await findRepeatedStep(post, now, db);
		return repeated ? { ok: true, repeated } : { ok: false, reason: found.state };
	}

	const { user } = found;
	const { id: userId } = user;
	if (isMadeForAnother(formOwner, userId)) return { ok: false, reason: 'other-account' };
	const { inARow } = secondStepTries({ user, known });
	const binding = browser === null ? null : { browser, userId };
	const asked = { credential, purpose: 'second-step', binding, client } as const;
	const result = await withPasskey(asked, async (passkey) => {
		const done = await complete(passkey);
		return done.ok || done.reason !== 'used' ? done : null;
	});
	if (!result.ok) return { ok: false, reason: 'passkey', refusal: result };
	return result.value;

	function complete(passkey: VerifiedPasskey) {
		const { id: passkeyId, isSyncable } = passkey;
		const proof = { method: 'passkey', passkeyId, isSyncable } as const;
		return completeSecondStep({
			...post,
			userId,
			proof,
			async use(tx, at) {
				if (!(await usePasskey({ passkey, now: at }, tx))) return false;
				await settleLimits({ restored: [], anew: [inARow] }, tx);
				return true;
			},
			trustsDevice,
			client
		});
	}
}
