import { randomBytes } from 'node:crypto';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { hashToken, isSameSecret, keyedHash, keyedHashes } from '@/server/secrets';

/** What a challenge is for, each by its number in the bytes. It is for nothing else. */
const purposes = { 'sign-in': 1, add: 2, confirm: 3, 'second-step': 4 } as const;
export type ChallengePurpose = keyof typeof purposes;

/**
 * Whom a challenge belongs to: a browser, by its `passkey` cookie, and an account where one is known;
 * or an account in one of its sessions, by what no rotation of the session's id changes.
 */
export type ChallengeBinding =
	{ browser: string } | { browser: string; userId: string } | { userId: string; startedAt: Date };

/** What a challenge says that came back. */
export type Challenge =
	| {
			ok: true;
			/** Under which it is used up. */
			id: string;
			isAutomatic: boolean;
			/** From when on nobody takes it any more. */
			expiresAt: Date;
	  }
	| { ok: false; reason: 'invalid' | 'expired' };

/** Where things stand in the bytes; behind them is the HMAC. */
const VERSION = 1;
const TIME_AT = 3;
const TIME_BYTES = 6;
const NONCE_BYTES = 16;
const BODY_BYTES = TIME_AT + TIME_BYTES + NONCE_BYTES;
const SEAL_BYTES = 32;
const AUTOMATIC = 1;

/** What the clocks of two servers may differ by. */
const CLOCKS_MS = 5 * 60_000;
const SEAL = 'passkey-challenge';

/**
 * A challenge that seals itself: purpose, time and nonce in its bytes, and an HMAC over them and over
 * whom it belongs to, so that showing a page writes nothing and no tab spoils another's.
 * @returns base64url.
 */
export function createChallenge(input: {
	purpose: ChallengePurpose;
	binding: ChallengeBinding;
	/** Lets a passkey be made without its owner's verification (conditional create). */
	isAutomatic?: boolean;
	now?: Date;
}): string {
	const { purpose, binding, isAutomatic = false, now = new Date() } = input;
	const body = Buffer.alloc(BODY_BYTES);
	body.set([VERSION, purposes[purpose], isAutomatic ? AUTOMATIC : 0]);
	body.writeUIntBE(now.getTime(), TIME_AT, TIME_BYTES);
	body.set(randomBytes(NONCE_BYTES), TIME_AT + TIME_BYTES);
	const seal = Buffer.from(keyedHash(SEAL, sealed(body, binding)), 'hex');
	return Buffer.concat([body, seal]).toString('base64url');
}

/**
 * Reads a challenge that comes back. It is good for an hour, however often it is tried in vain.
 * - `expired`: it was ours, for this
 * - `invalid`: it is not ours, not for this, or somebody else's
 */
export function readChallenge(input: {
	challenge: string;
	purpose: ChallengePurpose;
	binding: ChallengeBinding;
	now?: Date;
}): Challenge {
	const { challenge, purpose, binding, now = new Date() } = input;
	const bytes = Buffer.from(challenge, 'base64url');
	// One text for one challenge: it is used up under its hash.
	const isWhole =
		bytes.length === BODY_BYTES + SEAL_BYTES && bytes.toString('base64url') === challenge;
	if (!isWhole) return { ok: false, reason: 'invalid' };

	const body = bytes.subarray(0, BODY_BYTES);
	const seal = bytes.subarray(BODY_BYTES).toString('hex');
	const isOurs = keyedHashes(SEAL, sealed(body, binding)).some((own) => isSameSecret(seal, own));
	if (!isOurs || body[0] !== VERSION || body[1] !== purposes[purpose]) {
		return { ok: false, reason: 'invalid' };
	}
	const createdAt = body.readUIntBE(TIME_AT, TIME_BYTES);
	const expiresAt = new Date(createdAt + lifetimes.passkeyChallenge);
	if (now >= expiresAt || createdAt - now.getTime() > CLOCKS_MS) {
		return { ok: false, reason: 'expired' };
	}
	const isAutomatic = (body[2]! & AUTOMATIC) !== 0;
	// Remembered for as long as a server whose clock is behind would take it.
	const forgottenAt = new Date(expiresAt.getTime() + CLOCKS_MS);
	return { ok: true, id: hashToken(challenge), isAutomatic, expiresAt: forgottenAt };
}

function sealed(body: Buffer, binding: ChallengeBinding): string {
	const whose =
		'browser' in binding
			? ['browser', binding.browser, ...('userId' in binding ? [binding.userId] : [])]
			: ['session', binding.userId, binding.startedAt.getTime()];
	return JSON.stringify([body.toString('base64url'), ...whose]);
}
