import {
	createHash,
	generateKeyPairSync,
	randomBytes,
	sign,
	type JsonWebKey,
	type KeyObject
} from 'node:crypto';
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { env } from '@/server/env';
import type { passkeys } from '$modules/auth/models/z.passkey';
import { encodeCbor, type Cbor } from './cbor.ts';

/** COSE's numbers of the algorithms that the site asks for. */
const algorithms = { ES256: -7, EdDSA: -8, RS256: -257 } as const;
type Algorithm = keyof typeof algorithms;

const NO_AAGUID = '00000000-0000-0000-0000-000000000000';

/** The part of the options of a page that an authenticator reads; both kinds have it. */
type Options = { challenge: string };
type Flags = { up: boolean; uv: boolean; be: boolean; bs: boolean; ed: boolean };
type Change = (bytes: Buffer) => Buffer;

/** What one answer says otherwise than an honest authenticator and browser would. */
type Lies<Json> = {
	/** Fields of clientDataJSON; one set to `undefined` is absent. */
	clientData?: Record<string, unknown>;
	/** Its bytes. */
	clientDataBytes?: Change;
	flags?: Partial<Flags>;
	counter?: number;
	rpId?: string;
	/** Bytes of the authenticator data, before it is signed or wrapped. */
	authData?: Change;
	/** The credential as the browser would send it, to be changed in place. */
	json?: (credential: Json) => unknown;
};
type CreateLies = Lies<RegistrationResponseJSON> & {
	/** COSE's number in the key, whatever the key is. */
	algorithm?: number;
	/** The attestation object: its parts, and its bytes. */
	attestation?: Map<string, Cbor>;
	attestationBytes?: Change;
	/** `packed` signs with the passkey itself, as some do for a site that asks for nothing. */
	format?: 'none' | 'packed';
};
type GetLies = Lies<AuthenticationResponseJSON> & { signature?: Change };

const base64url = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url');
const sha256 = (data: Uint8Array | string) => createHash('sha256').update(data).digest();
const same: Change = (bytes) => bytes;

/** Made once a process: an RSA key takes a while. */
let rsa: ReturnType<typeof createKeys> | undefined;

function createKeys(algorithm: Algorithm) {
	if (algorithm === 'ES256') return generateKeyPairSync('ec', { namedCurve: 'P-256' });
	if (algorithm === 'EdDSA') return generateKeyPairSync('ed25519');
	return generateKeyPairSync('rsa', { modulusLength: 2048 });
}

/** A public key as COSE has it (RFC 9053, section 7; RFC 8230, section 4). */
function coseKey(key: KeyObject, algorithm: Algorithm, number: number): Map<number, Cbor> {
	const jwk = key.export({ format: 'jwk' });
	const part = (name: keyof JsonWebKey) => Buffer.from(String(jwk[name]), 'base64url');
	const parts: Record<Algorithm, [number, Cbor][]> = {
		ES256: [
			[-1, 1],
			[-2, part('x')],
			[-3, part('y')]
		],
		EdDSA: [
			[-1, 6],
			[-2, part('x')]
		],
		RS256: [
			[-1, part('n')],
			[-2, part('e')]
		]
	};
	const type = { ES256: 2, EdDSA: 1, RS256: 3 }[algorithm];
	return new Map<number, Cbor>([[1, type], [3, number], ...parts[algorithm]]);
}

function flagsByte({ up, uv, be, bs, ed }: Flags, hasKey: boolean): number {
	return (
		(up ? 1 : 0) | (uv ? 4 : 0) | (be ? 8 : 0) | (bs ? 16 : 0) | (hasKey ? 64 : 0) | (ed ? 128 : 0)
	);
}

/**
 * One passkey in an authenticator of software, by Node's crypto alone: it makes itself known and signs
 * as authenticator and browser would (WebAuthn, Level 3, sections 6 and 7), or lies as it is told to.
 * By default it is one that is synced, verifies its owner and counts nothing.
 */
export function createAuthenticator(
	input: {
		algorithm?: Algorithm;
		aaguid?: string;
		transports?: string[];
		/** Bound to one device: it is not synced, and it counts its signatures. */
		isBound?: boolean;
		credentialId?: Buffer;
	} = {}
) {
	const { algorithm = 'ES256', aaguid = NO_AAGUID, transports = ['internal', 'hybrid'] } = input;
	const { isBound = false, credentialId = randomBytes(32) } = input;
	const keys = algorithm === 'RS256' ? (rsa ??= createKeys(algorithm)) : createKeys(algorithm);
	const { publicKey, privateKey } = keys;
	const own: Flags = { up: true, uv: true, be: !isBound, bs: !isBound, ed: false };
	const id = base64url(credentialId);
	let counter = 0;
	/** By what the site names the account, as it was told when the passkey was made. */
	let userHandle: string | undefined;

	const signed = (data: Buffer) => sign(algorithm === 'EdDSA' ? null : 'sha256', data, privateKey);
	const cose = (number: number = algorithms[algorithm]) =>
		encodeCbor(coseKey(publicKey, algorithm, number));

	function clientDataOf(type: string, options: Options, lies: Lies<never>): Buffer {
		const { challenge } = options;
		const data = { type, challenge, origin: env().ORIGIN, crossOrigin: false, ...lies.clientData };
		return (lies.clientDataBytes ?? same)(Buffer.from(JSON.stringify(data)));
	}

	function authDataOf(lies: Lies<never>, key?: Buffer): Buffer {
		const rpId = lies.rpId ?? new URL(env().ORIGIN).hostname;
		const count = Buffer.alloc(4);
		count.writeUInt32BE(lies.counter ?? counter);
		const length = Buffer.alloc(2);
		length.writeUInt16BE(credentialId.length);
		const make = Buffer.from(aaguid.replaceAll('-', ''), 'hex');
		const flags = flagsByte({ ...own, ...lies.flags }, key !== undefined);
		const attested = key ? [make, length, credentialId, key] : [];
		const whole = Buffer.concat([sha256(rpId), Buffer.from([flags]), count, ...attested]);
		return (lies.authData ?? same)(whole);
	}

	return {
		/** As the site names it. */
		id,
		/** What it signs next as its count; a passkey that is bound counts up by itself. */
		get counter() {
			return counter;
		},
		set counter(value: number) {
			counter = value;
		},

		/** Makes the passkey known: the JSON of `navigator.credentials.create`. */
		create(options: Options & { user?: { id: string } }, lies: CreateLies = {}): string {
			userHandle = options.user?.id;
			const clientData = clientDataOf('webauthn.create', options, lies);
			const authData = authDataOf(lies, cose(lies.algorithm));
			const statement = new Map<string, Cbor>();
			if (lies.format === 'packed') {
				statement.set('alg', algorithms[algorithm]);
				statement.set('sig', signed(Buffer.concat([authData, sha256(clientData)])));
			}
			const attestation = new Map<string, Cbor>([
				['fmt', lies.format ?? 'none'],
				['attStmt', statement],
				['authData', authData]
			]);
			const bytes = encodeCbor(lies.attestation ?? attestation);
			const credential = {
				id,
				rawId: id,
				type: 'public-key',
				authenticatorAttachment: transports.includes('internal') ? 'platform' : 'cross-platform',
				clientExtensionResults: { credProps: { rk: true } },
				response: {
					clientDataJSON: base64url(clientData),
					attestationObject: base64url((lies.attestationBytes ?? same)(bytes)),
					authenticatorData: base64url(authData),
					publicKey: base64url(publicKey.export({ type: 'spki', format: 'der' })),
					publicKeyAlgorithm: algorithms[algorithm],
					transports: [...transports]
				}
			};
			lies.json?.(credential as RegistrationResponseJSON);
			return JSON.stringify(credential);
		},

		/** Uses the passkey: the JSON of `navigator.credentials.get`. */
		get(options: Options, lies: GetLies = {}): string {
			if (isBound) counter += 1;
			const clientData = clientDataOf('webauthn.get', options, lies);
			const authData = authDataOf(lies);
			const signature = signed(Buffer.concat([authData, sha256(clientData)]));
			const credential = {
				id,
				rawId: id,
				type: 'public-key',
				authenticatorAttachment: transports.includes('internal') ? 'platform' : 'cross-platform',
				clientExtensionResults: {},
				response: {
					clientDataJSON: base64url(clientData),
					authenticatorData: base64url(authData),
					signature: base64url((lies.signature ?? same)(signature)),
					...(userHandle !== undefined && { userHandle })
				}
			};
			lies.json?.(credential as AuthenticationResponseJSON);
			return JSON.stringify(credential);
		},

		/**
		 * The row of the passkey, for tests that do not add it through the site.
		 * @param user.passkeyHandle as it stands in the database, in hex.
		 */
		row(user: { id: string; passkeyHandle: string | null }): typeof passkeys.$inferInsert {
			userHandle = base64url(Buffer.from(user.passkeyHandle ?? '', 'hex'));
			return {
				credentialId: id,
				userId: user.id,
				publicKey: cose(),
				algorithm: algorithms[algorithm],
				counter,
				transports: [...transports],
				aaguid,
				name: 'Passkey',
				isSyncable: !isBound,
				isBackedUp: !isBound,
				createdAt: new Date()
			};
		}
	};
}

export type Authenticator = ReturnType<typeof createAuthenticator>;
