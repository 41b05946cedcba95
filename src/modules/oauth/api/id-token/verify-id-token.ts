import {
	errors,
	jwtVerify,
	type JWTPayload,
	type JWTVerifyGetKey,
	type JWTVerifyOptions
} from 'jose';
import { isSubject, ProviderError } from '../identity/provider.ts';
import { isSameSecret } from '../../../../lib/server/secrets.ts';

/** How far the issuer's clock may be from ours. */
const CLOCK_TOLERANCE_S = 60;
/** The token comes straight from the token endpoint: an old one is somebody's copy. */
const MAX_AGE_S = 10 * 60;
/** Not shorter: after proving themselves people may be asked for their consent. */
const MAX_PROOF_AGE_S = 5 * 60;

/** What we accept. Not HS256 and its kin: they would let the public key or client secret sign. */
const signatures = [
	...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
	...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519']
];

export type IdToken = JWTPayload & { iss: string; sub: string; authTime: Date | null };

export interface ExpectedIdToken {
	/** The claim `iss`, or what it has to be given the other claims. */
	issuer: string | string[] | ((claims: JWTPayload) => string | null);
	clientId: string;
	nonce: string;
	/** What the issuer says it signs with; only what is on our list as well counts. */
	algorithms: string[];
	keys: JWTVerifyGetKey;
	/** The person was sent to prove themselves anew: `auth_time` must be there, and fresh. */
	reauthenticate: boolean;
}

/**
 * The claims of an ID token that is signed by the issuer, meant for us, of this transaction and
 * fresh (OpenID Connect Core 1.0 §3.1.3.7). Throws a `ProviderError`.
 */
export async function verifyIdToken(token: string, expected: ExpectedIdToken): Promise<IdToken> {
	const algorithms = acceptedAlgorithms(expected.algorithms);
	const payload = await verifySignature(token, expected.keys, {
		algorithms,
		audience: expected.clientId,
		clockTolerance: CLOCK_TOLERANCE_S,
		// The tolerance is added to it.
		maxTokenAge: MAX_AGE_S - CLOCK_TOLERANCE_S,
		requiredClaims: ['iss', 'sub', 'aud', 'exp', 'iat', 'nonce']
	});

	const { iss, sub } = payload;
	if (typeof iss !== 'string' || !isIssuer(iss, payload, expected.issuer)) fail('iss');
	if (!isSubject(sub)) fail('sub');
	if (!isOurs(payload, expected.clientId)) fail('azp');
	if (!isSameSecret(payload.nonce, expected.nonce)) fail('nonce');
	return { ...payload, iss, sub, authTime: readAuthTime(payload, expected.reauthenticate) };
}

async function verifySignature(
	token: string,
	keys: JWTVerifyGetKey,
	options: JWTVerifyOptions
): Promise<JWTPayload> {
	try {
		return (await jwtVerify(token, keys, options)).payload;
	} catch (error) {
		if (!(error instanceof errors.JWKSMultipleMatchingKeys)) refuse(error);
		// The token does not say which of the issuer's keys it is signed with: one of them it has to be.
		for await (const key of error) {
			try {
				return (await jwtVerify(token, key, options)).payload;
			} catch (another) {
				if (!(another instanceof errors.JWSSignatureVerificationFailed)) refuse(another);
			}
		}
		refuse(error);
	}
}

/** Those of `offered` that we take; a `ProviderError` when there is none. */
export function acceptedAlgorithms(offered: string[] = ['RS256']): string[] {
	const accepted = offered.filter((name) => signatures.includes(name));
	if (accepted.length > 0) return accepted;
	throw new ProviderError('misconfigured', 'the issuer signs with nothing that we accept');
}

function isIssuer(iss: string, claims: JWTPayload, expected: ExpectedIdToken['issuer']): boolean {
	if (typeof expected === 'function') return iss === expected(claims);
	return Array.isArray(expected) ? expected.includes(iss) : iss === expected;
}

/** With several audiences one of them must be named as the party, and that has to be us. */
function isOurs({ aud, azp }: JWTPayload, clientId: string): boolean {
	if (azp !== undefined && azp !== null) return azp === clientId;
	return !Array.isArray(aud) || aud.length === 1;
}

function readAuthTime({ auth_time: time }: JWTPayload, reauthenticate: boolean): Date | null {
	if (reauthenticate && (time === undefined || time === null)) {
		throw new ProviderError('unproven', 'the ID token has no auth_time');
	}
	const seconds = typeof time === 'number' && Number.isFinite(time) ? time : null;
	const age = seconds === null ? Infinity : Date.now() / 1000 - seconds;
	const fresh = age >= -CLOCK_TOLERANCE_S && age <= MAX_PROOF_AGE_S;
	if (reauthenticate && !fresh) fail('auth_time');
	return seconds === null ? null : new Date(seconds * 1000);
}

function fail(claim: string): never {
	throw new ProviderError('rejected', `the ID token's ${claim} is wrong`);
}

function refuse(error: unknown): never {
	if (error instanceof ProviderError) throw error;
	const reason = error instanceof errors.JOSEError ? error.code : 'unreadable';
	// Keys that cannot be fetched say nothing about the token.
	const keysFailed = error instanceof errors.JWKSTimeout || reason === 'ERR_JOSE_GENERIC';
	const code = keysFailed ? 'unreachable' : 'rejected';
	throw new ProviderError(code, `the ID token is refused: ${reason}`, { cause: error });
}
