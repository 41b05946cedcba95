import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';

const ES256 = -7;
const EDDSA = -8;
const RS256 = -257;

/** Algorithms that the site asks for, the one it likes best first, by COSE's numbers. */
export const algorithms = [ES256, EDDSA, RS256] as const;

/** Labels of a COSE key and its values (RFC 9052, section 7; RFC 9053, section 7). */
const KTY = 1;
const ALG = 3;
const [OKP, EC2, RSA] = [1, 2, 3];
const [P256, ED25519] = [1, 6];

/** A key as a decoder of CBOR hands it out. */
type CoseKey = { get(label: number): unknown };

/** An RSA key longer than that, or with a large exponent, would cost more at each sign-in. */
const RSA_BITS = { min: 2048, max: 4096 };
const EXPONENT_MAX = 2n ** 32n;

/**
 * The algorithm of a public key that a passkey can sign with, or `null` where it is none that the
 * site asks for, or no key: a passkey would be stored that never opens anything.
 */
export function usableAlgorithm(cose: CoseKey): number | null {
	const algorithm = cose.get(ALG);
	const jwk = jwkOf(cose);
	if (typeof algorithm !== 'number' || !jwk) return null;
	try {
		const key = createPublicKey({ key: jwk, format: 'jwk' });
		return isModest(key) ? algorithm : null;
	} catch {
		// Not on its curve.
		return null;
	}
}

/** Kind and curve go with one algorithm each; anything else is no key of ours. */
function jwkOf(cose: CoseKey): JsonWebKey | null {
	const [kty, curve] = [cose.get(KTY), cose.get(-1)];
	const part = (label: number) => {
		const value = cose.get(label);
		return value instanceof Uint8Array ? Buffer.from(value).toString('base64url') : '';
	};
	switch (cose.get(ALG)) {
		case ES256:
			if (kty !== EC2 || curve !== P256) return null;
			return { kty: 'EC', crv: 'P-256', x: part(-2), y: part(-3) };
		case EDDSA:
			if (kty !== OKP || curve !== ED25519) return null;
			return { kty: 'OKP', crv: 'Ed25519', x: part(-2) };
		case RS256:
			return kty === RSA ? { kty: 'RSA', n: part(-1), e: part(-2) } : null;
		default:
			return null;
	}
}

function isModest({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
	if (asymmetricKeyType !== 'rsa') return true;
	const { modulusLength = 0, publicExponent = 0n } = asymmetricKeyDetails ?? {};
	const { min, max } = RSA_BITS;
	const isOdd = publicExponent % 2n === 1n;
	return (
		modulusLength >= min &&
		modulusLength <= max &&
		isOdd &&
		publicExponent > 1n &&
		publicExponent < EXPONENT_MAX
	);
}
