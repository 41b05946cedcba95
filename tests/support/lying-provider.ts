import { constants, createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

type Json = Record<string, unknown>;

/** What the provider says; each lie changes one part of the truth. */
export interface Lies {
	discovery?: (truth: Json) => Json;
	claims?: (truth: Json) => Json;
	header?: (truth: Json) => Json;
	/** By default RS256 with the published key. */
	signature?: 'another key' | 'HS256 with the public key' | 'none';
	/** By default RS256; the discovery says so, and the key for it is published first. */
	algorithm?: keyof typeof signers;
	/** How many keys are published; the first one signs. */
	keys?: number;
	jwks?: (truth: Json) => Json;
	/** The truth of a path as another status, under another type, or as a form. */
	wrapping?: Record<string, { status?: number; type?: string; form?: boolean }>;
	/** Hears of every path that is asked for. */
	onRequest?: (path: string) => void;
	tokens?: (truth: Json) => Json;
	userInfo?: (truth: Json) => Json;
	/** Takes the place of a path's answer, as in `/token`. */
	endpoints?: Record<string, (request: IncomingMessage, response: ServerResponse) => void>;
}

const encode = (value: Json) => Buffer.from(JSON.stringify(value)).toString('base64url');
const newKey = () => generateKeyPairSync('rsa', { modulusLength: 2048 });
const [first, second, stranger] = [newKey(), newKey(), newKey()];
const curves = {
	ES384: generateKeyPairSync('ec', { namedCurve: 'P-384' }),
	ES512: generateKeyPairSync('ec', { namedCurve: 'P-521' }),
	EdDSA: generateKeyPairSync('ed25519')
};
const pss = {
	padding: constants.RSA_PKCS1_PSS_PADDING,
	saltLength: constants.RSA_PSS_SALTLEN_DIGEST
};
const joined = { dsaEncoding: 'ieee-p1363' } as const;
const signers = {
	RS256: { hash: 'sha256', pair: first, options: {} },
	RS512: { hash: 'sha512', pair: first, options: {} },
	PS384: { hash: 'sha384', pair: first, options: pss },
	ES384: { hash: 'sha384', pair: curves.ES384, options: joined },
	ES512: { hash: 'sha512', pair: curves.ES512, options: joined },
	EdDSA: { hash: null, pair: curves.EdDSA, options: {} }
};

/**
 * An OpenID Connect issuer on loopback that answers every code with an ID token for `nonce`, and
 * lies as it is told. Without lies it passes.
 */
export async function startLyingProvider(clientId: string) {
	let lies: Lies = {};
	let nonce = '';
	const server = createServer((request, response) => {
		const path = (request.url ?? '').split('?')[0] ?? '';
		lies.onRequest?.(path);
		const instead = lies.endpoints?.[path];
		if (instead) return instead(request, response);
		const answer = answers()[path];
		const { status = 200, type = 'application/json', form } = lies.wrapping?.[path] ?? {};
		response.writeHead(answer ? status : 404, { 'content-type': type });
		const fields = form && new URLSearchParams(answer as Record<string, string>);
		response.end(fields ? String(fields) : JSON.stringify(answer ?? {}));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

	function answers(): Record<string, Json> {
		const same = (truth: Json) => truth;
		const { discovery = same, tokens = same, userInfo = same, jwks = same, keys = 1 } = lies;
		const { algorithm = 'RS256' } = lies;
		return {
			'/.well-known/openid-configuration': discovery({
				issuer,
				authorization_endpoint: `${issuer}/authorize`,
				token_endpoint: `${issuer}/token`,
				userinfo_endpoint: `${issuer}/userinfo`,
				jwks_uri: `${issuer}/jwks`,
				response_types_supported: ['code'],
				subject_types_supported: ['public'],
				id_token_signing_alg_values_supported: [algorithm]
			}),
			'/jwks': jwks({
				keys: [signers[algorithm].pair, second]
					.slice(0, keys)
					.map((pair, index) => publish(pair, index, index === 0 ? algorithm : 'RS256'))
			}),
			'/token': tokens({ access_token: 'token', token_type: 'Bearer', id_token: idToken() }),
			'/userinfo': userInfo({
				sub: 'ada',
				email: 'ada@acme.example',
				email_verified: true,
				name: 'Ada'
			})
		};
	}

	function publish({ publicKey }: { publicKey: KeyObject }, index: number, alg: string): Json {
		return { ...publicKey.export({ format: 'jwk' }), use: 'sig', alg, kid: `k${index}` };
	}

	function idToken(): string {
		const now = Math.floor(Date.now() / 1000);
		const { claims = (truth) => truth, header = (truth) => truth, signature } = lies;
		const { algorithm = 'RS256' } = lies;
		const alg = { 'HS256 with the public key': 'HS256', none: 'none', 'another key': 'RS256' };
		const head = header({ alg: signature ? alg[signature] : algorithm, kid: 'k0', typ: 'JWT' });
		const body = claims({
			...{ iss: issuer, sub: 'ada', aud: clientId, nonce },
			...{ iat: now, exp: now + 300 }
		});
		const text = `${encode(head)}.${encode(body)}`;
		if (signature === 'none') return `${text}.`;
		if (signature === 'HS256 with the public key') {
			const pem = first.publicKey.export({ type: 'spki', format: 'pem' });
			return `${text}.${createHmac('sha256', pem).update(text).digest('base64url')}`;
		}
		const { hash, pair, options } = signers[algorithm];
		const key = (signature === 'another key' ? stranger : pair).privateKey;
		const bytes = sign(hash, Buffer.from(text), { key, ...options });
		return `${text}.${bytes.toString('base64url')}`;
	}

	return {
		issuer,
		/** Answers the next code for this transaction, with these lies. */
		prepare(forNonce: string, told: Lies = {}): void {
			nonce = forNonce;
			lies = told;
		},
		async stop(): Promise<void> {
			server.closeAllConnections();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		}
	};
}
