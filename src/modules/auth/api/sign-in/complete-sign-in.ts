import { eq } from 'drizzle-orm';
import type { ClientContext } from '@/server/client-context';
import type { Executor } from '@/server/db/create-db';
import { recordEvent } from '$modules/activity/api/record-event';
import type { ShutReason } from '../../models/z.pending-sign-in';
import { users } from '../../models/z.user';
import type { DeviceTrust } from '../factors/trusted-devices/device-cookie';
import { useTrustedDevice } from '../factors/trusted-devices/trusted-device-store';
import { passkeyName } from '../factors/passkeys/passkey-store';
import { stopDelayedRecovery } from '../factors/second-step/stop-delayed-recovery';
import { createOwnerMail } from '../mails/owner-mail';
import { needsSecondStep } from '../user/second-step';
import { stateOf, type Account } from '../user/user-store';
import { isTwoFactors, rowOf, viaOf, type SessionProof } from '../session/amr';
import { createSession, createPendingSignIn } from '../session/session-store';

export type ProvedSignIn = {
	/** As it was read in the transaction that completes the sign-in, or is asserted in it. */
	user: Account | null;
	/** How the person proved who they are. */
	proof: SessionProof;
	/** The account has just been made. */
	isFirst?: boolean;
	/** Whether the browser is one that has never signed in to this account; see `isNewBrowser`. */
	newBrowser: boolean;
	/** Which accounts trust the browser, as its cookie says. None where that does not count. */
	devices?: readonly DeviceTrust[];
	/** The entry of the record that kept the attempt: it becomes the sign-in's. */
	attemptId?: string | undefined;
	/** For the cookie: a new one, unless one was derived. */
	token?: string | undefined;
	client: ClientContext;
	now: Date;
};

/**
 * Where a proved sign-in stands:
 * - `session`: in
 * - `welcome`: in, for the first time, and asked who they are
 * - `set-up`: in a session that opens nothing before the account has a way in
 * - `second-factor`: before the second step that the account asks for
 * - `closed`: before an account that can only be reopened
 * - `suspended`: before one that can only be closed, and whose archive can be had
 */
export type SignInOutcome = {
	kind: 'session' | 'welcome' | 'set-up' | 'second-factor' | ShutReason;
	userId: string;
	/** For the cookie that goes with the kind. */
	token: string;
	/** By what the record remembers it: a method, or a provider's id, and what was the second step. */
	via: string;
	/** When the sign-in began. */
	signedInAt: Date;
	/** The token by which this browser is trusted from now on; `null`: what it has is good no longer. */
	device?: string | null;
};

/**
 * The one way in: every method of signing in ends here, and this alone decides what is still
 * missing, begins the session, keeps the record and tells the owner.
 * @returns `null` where the account is gone or being erased.
 */
export async function completeSignIn(
	signIn: ProvedSignIn,
	executor: Executor
): Promise<SignInOutcome | null> {
	const { user, proof, isFirst = false, newBrowser, devices = [], attemptId, client, now } = signIn;
	if (!user) return null;
	const userId = user.id;
	const via = viaOf(proof);
	const proved = rowOf(proof);
	const passkey = proved.passkeyId ? passkeyName(proved.passkeyId) : undefined;
	const event = { userId, method: via, passkey, newBrowser, attemptId, client, now };
	const pending = { userId, ...proved, via, newBrowser, token: signIn.token, now };
	const lacksStep = needsSecondStep(user) && !isTwoFactors(proved);
	const state = stateOf(user);
	const shut: ShutReason | null = state === 'open' ? null : state;
	const trust =
		lacksStep && !shut ? await useTrustedDevice({ user, devices, client, now }, executor) : null;
	const device = trust && { device: trust.token };
	if (lacksStep && !trust?.token) {
		// The entry becomes what comes of it; where nothing does, it says that somebody knew the first half.
		const eventId = await recordEvent({ ...event, type: 'second-step-asked' }, executor);
		const waits = { ...pending, reason: 'second-factor', eventId } as const;
		const token = await createPendingSignIn(waits, executor);
		return { kind: 'second-factor', userId, via, token, signedInAt: now, ...device };
	}
	// Whoever has the factor has not lost it.
	if (isTwoFactors(proved))
		await stopDelayedRecovery({ userId, method: via, client, now }, executor);
	if (shut) {
		const token = await createPendingSignIn({ ...pending, reason: shut, eventId: null }, executor);
		await recordEvent({ ...event, type: `signed-in-${shut}` }, executor);
		return { kind: shut, userId, via, token, signedInAt: now };
	}

	const kind = stepAfter(proof, isFirst);
	const missing = kind === 'set-up' ? ('way-in' as const) : null;
	// One that the trust in the browser shortened confirms nothing: half of the proof is from before.
	const provedNow = 'provedAt' in proof ? proof.provedAt : now;
	const provedAt = trust ? NEVER : provedNow;
	const began = { userId, ...proved, provedAt, missing, token: signIn.token, client, now };
	const token = await createSession(began, executor);
	const eventId = await recordEvent({ ...event, type: 'signed-in' }, executor);
	if (newBrowser) await notifyNewBrowser({ user, eventId, now }, executor);
	return { kind, userId, token, via, signedInAt: now, ...device };
}

const NEVER = new Date(0);

function stepAfter(proof: SessionProof, isFirst: boolean): 'session' | 'welcome' | 'set-up' {
	if (proof.method === 'sign-up' && !proof.hasWayIn) return 'set-up';
	return isFirst && proof.method === 'provider' ? 'welcome' : 'session';
}

/** An account's owner gets at most one mail on new browsers in this time, in milliseconds. */
const interval = 60 * 60 * 1000;

/** Asks for the mail on a sign-in from a new browser, unless its owner wants none or had one lately. */
async function notifyNewBrowser(
	{ user, eventId, now }: { user: Account; eventId: string; now: Date },
	executor: Executor
): Promise<void> {
	const { id: userId, newBrowserMailAt } = user;
	// One that lies further ahead was noted by a clock that was wrong: it would silence all until then.
	const hadOneLately =
		newBrowserMailAt && Math.abs(now.getTime() - newBrowserMailAt.getTime()) < interval;
	if (user.notifyNewSignIn === false || hadOneLately) return;
	await executor.update(users).set({ newBrowserMailAt: now }).where(eq(users.id, userId));
	await createOwnerMail({ template: 'new-sign-in', userId, owner: user, eventId, now }, executor);
}
