/** What a challenge is for. It is for nothing else. */
export type ChallengePurpose = 'sign-in' | 'add' | 'confirm';

/**
 * Whom a challenge belongs to: a browser, by its `passkey` cookie; or an account in one of its
 * sessions, by what no rotation of the session's id changes.
 */
export type ChallengeBinding = { browser: string } | { userId: string; startedAt: Date };

/**
 * A challenge that seals itself: purpose, time and nonce in its bytes, and an HMAC over them and over
 * whom it belongs to, so that showing a page writes nothing.
 * @returns base64url.
 */
export function createChallenge(_: {
	purpose: ChallengePurpose;
	binding: ChallengeBinding;
	/** Lets a passkey be made without its owner's verification (conditional create). */
	isAutomatic?: boolean;
	now?: Date;
}): string {
	throw new Error('not built yet');
}

/** What a challenge says that comes back; `null` where it is not ours, not for this, or too old. */
export function readChallenge(_: {
	challenge: string;
	purpose: ChallengePurpose;
	binding: ChallengeBinding;
	now?: Date;
}): { isAutomatic: boolean; expiresAt: Date } | null {
	throw new Error('not built yet');
}
