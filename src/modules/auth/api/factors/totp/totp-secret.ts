import { Secret, TOTP } from 'otpauth';
import { seal, unseal } from '@/server/seal';

/** What the secrets of apps are sealed for. */
export const TOTP_PURPOSE = 'totp';
const SECRET_BYTES = 20;

/** What every app reads (RFC 6238; 160 bits as RFC 4226, section 4, recommends). */
const form = { algorithm: 'SHA1', digits: 6, period: 30 } as const;

/** Milliseconds that each code is for. */
const STEP_MS = form.period * 1000;

/** A new secret for an app and the server to share, in base32. */
export const createTotpSecret = (): string => new Secret({ size: SECRET_BYTES }).base32;

/** A secret as its row keeps it: it opens for that row alone. */
export const sealTotpSecret = (totpId: string, secret: string): string =>
	seal(TOTP_PURPOSE, totpId, secret);

/** The secret of a row, or `null` where it cannot be opened: `AUTH_SECRET` is another one. */
export const openTotpSecret = (totpId: string, sealed: string): string | null =>
	unseal(TOTP_PURPOSE, totpId, sealed);

/** The step of time in which a moment lies. */
export const totpStepAt = (now: Date): number => Math.floor(now.getTime() / STEP_MS);

/** The codes of a secret by step; it is read once, however many are asked for. */
export function totpCodes(secret: string): (step: number) => string {
	const totp = new TOTP({ ...form, secret: Secret.fromBase32(secret) });
	return (step) => totp.generate({ timestamp: step * STEP_MS });
}

/** The code of a step. */
export const totpCode = (secret: string, step: number): string => totpCodes(secret)(step);

/** What an app reads from a picture or a link. Neither part may have a colon in it. */
export function totpUri(secret: string, { issuer, label }: { issuer: string; label: string }) {
	return new TOTP({ ...form, issuer, label, secret: Secret.fromBase32(secret) }).toString();
}
