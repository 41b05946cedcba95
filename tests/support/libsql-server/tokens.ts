import { generateKeyPairSync, sign } from 'node:crypto';

/** Tokens that a server knows, and the key with which a real one checks them. */
export interface Tokens {
	full: string;
	readOnly: string;
	publicKey: string;
}

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** Makes the tokens of one server: signed ones, so that a real server takes them too. */
export function createTokens(): Tokens {
	const { publicKey, privateKey } = generateKeyPairSync('ed25519');
	const token = (a: 'rw' | 'ro') => {
		const signed = `${part({ alg: 'EdDSA', typ: 'JWT' })}.${part({ a })}`;
		return `${signed}.${sign(null, Buffer.from(signed), privateKey).toString('base64url')}`;
	};
	return {
		full: token('rw'),
		readOnly: token('ro'),
		publicKey: publicKey.export({ type: 'spki', format: 'pem' }).toString()
	};
}

/** Why a token was refused, in the words and the code of a server. */
export type Refusal = { message: string; code: string };

const missing: Refusal = {
	message: 'Expected authorization header but none given',
	code: 'AUTH_HEADER_NOT_FOUND'
};
const invalid: Refusal = { message: 'The JWT is invalid', code: 'AUTH_JWT_INVALID' };

/** What the bearer of `token` may do; everything, on a server without tokens. */
export function checkToken(
	tokens: Tokens | undefined,
	token: string | null | undefined
): { readOnly: boolean } | { refused: Refusal } {
	if (!tokens || token === tokens.full) return { readOnly: false };
	if (token === tokens.readOnly) return { readOnly: true };
	return { refused: token == null ? missing : invalid };
}
