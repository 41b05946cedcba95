import { recordEvent } from '$modules/activity/api/record-event';
import type { ReachedLimit } from '$modules/limits/api/take-limits';
import type { ClientContext } from '@/server/client-context';
import { logSecurityEvent } from '@/server/log-security-event';
import type { KnownBrowser } from '../browser/known-browser';
import { checkSecondStepCode, type SecondStepCode } from '../factors/second-step/check-code';
import {
	restoreSecondStepTries,
	secondStepTries,
	settleSecondStepTries,
	withSecondStepTry
} from '../factors/second-step/second-step-tries';
import { stopDelayedRecovery } from '../factors/second-step/stop-delayed-recovery';
import { rotateSession } from '../session/session-store';
import { asOwner, type SessionOwner } from '../session/session-owner';

type Result =
	| { ok: true; token: string }
	/** `key-lost`: no code can be checked, whatever it is; `none`: the account has no app. */
	| { ok: false; reason: 'wrong' | 'none' | 'key-lost' }
	| { ok: false; reason: 'limit'; reached: ReachedLimit };

type Input = SecondStepCode & {
	owner: SessionOwner;
	/** What the account says of known browsers. */
	knownSince: Date | null;
	known: KnownBrowser | null;
	client: ClientContext;
};

/**
 * Confirms by a code of the account's app, or by a recovery code, that the person at the screen is
 * still the one who signed in. Tries count together with those of the second step; a code that signed
 * in confirms nothing any more.
 * @returns the session's new token.
 * @throws SessionEndedError, TryLaterError 503; the try comes back then.
 */
export async function confirmWithCode(input: Input): Promise<Result> {
	const { owner, knownSince, known } = input;
	const tries = secondStepTries({ user: { id: owner.userId, knownSince }, known });
	const tried = await withSecondStepTry(tries, () =>
		confirm(input, (tx) => settleSecondStepTries(tries, tx))
	);
	if (!tried.ok) return { ok: false, reason: 'limit', reached: tried.reached };
	const result = tried.value;
	if (result.ok || result.reason === 'wrong') return result;
	await restoreSecondStepTries(tries);
	return result;
}

async function confirm(
	{ owner, method, code, client }: Input,
	settle: (tx: Parameters<typeof rotateSession>[1]) => Promise<void>
): Promise<Exclude<Result, { reason: 'limit' }>> {
	const { userId, sessionId } = owner;
	const checked = await checkSecondStepCode({ userId, method, code, client, now: new Date() });
	if (!checked.ok) return checked;
	const token = await asOwner(owner, async (tx, now) => {
		if (!(await checked.use(tx, now))) return null;
		await settle(tx);
		await stopDelayedRecovery({ userId, method, client, now }, tx);
		const token = await rotateSession({ sessionId, proof: { method }, now }, tx);
		await recordEvent({ userId, type: 'confirmed', method, client, now }, tx);
		return token;
	});
	if (token) return { ok: true, token };
	logSecurityEvent('code-refused', { userId, method, purpose: 'confirm', reason: 'wrong' });
	return { ok: false, reason: 'wrong' };
}
