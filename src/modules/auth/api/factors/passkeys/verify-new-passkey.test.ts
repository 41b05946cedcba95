import { createHash, randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createAuthenticator, type Authenticator } from '$tests/authenticator';
import { encodeCbor, type Cbor } from '$tests/cbor';
import { env } from '@/server/env';
import { createChallenge } from '../webauthn/challenge';
import { verifyNewPasskey } from './verify-new-passkey';

const MINUTE = 60_000;
const now = new Date('2026-11-29T12:00:00Z');
const later = (ms: number) => new Date(now.getTime() + ms);
const binding = { userId: 'ada', startedAt: later(-MINUTE) };
const userAgent =
	'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36';

type Setup = NonNullable<Parameters<typeof createAuthenticator>[0]>;
type Lies = NonNullable<Parameters<Authenticator['create']>[1]>;

const optionsFor = (input: Partial<Parameters<typeof createChallenge>[0]> = {}) => ({
	challenge: createChallenge({ purpose: 'add', binding, now, ...input }),
	user: { id: randomBytes(64).toString('base64url') }
});

const verify = (credential: string, at = now) =>
	verifyNewPasskey({ credential, binding, userAgent, now: at });

/** Makes a passkey with these lies and hands it in. */
const attempt = (lies: Lies = {}, setup: Setup = {}, options = optionsFor()) =>
	verify(createAuthenticator(setup).create(options, lies));

const refused = { ok: false, reason: 'invalid' };

test.each([
	['ES256', -7],
	['EdDSA', -8],
	['RS256', -257]
] as const)(
	'a passkey of %s is taken, synced or bound to one device',
	async (algorithm, number) => {
		for (const isBound of [false, true]) {
			const authenticator = createAuthenticator({ algorithm, isBound, transports: ['usb', 'nfc'] });
			const result = await verify(authenticator.create(optionsFor()));
			const row = authenticator.row({ id: 'ada', passkeyHandle: null });
			expect(result).toMatchObject({
				ok: true,
				passkey: {
					credentialId: authenticator.id,
					algorithm: number,
					publicKey: row.publicKey,
					counter: 0,
					transports: ['usb', 'nfc'],
					isSyncable: !isBound,
					isBackedUp: !isBound,
					isAutomatic: false
				}
			});
		}
	}
);

test('one that signs for itself, which nobody asked for, is taken too, unless it signs wrong', async () => {
	for (const algorithm of ['ES256', 'EdDSA', 'RS256'] as const) {
		expect((await attempt({ format: 'packed' }, { algorithm })).ok).toBe(true);
	}
	const forged = new Map<string, Cbor>([
		['fmt', 'packed'],
		[
			'attStmt',
			new Map<string, Cbor>([
				['alg', -7],
				['sig', randomBytes(70)]
			])
		],
		['authData', randomBytes(120)]
	]);
	expect(await attempt({ attestation: forged })).toEqual(refused);
});

test('a page that lay open for twenty minutes still adds one, and a refused try costs nothing', async () => {
	const options = optionsFor();
	const authenticator = createAuthenticator();
	expect(await verify(authenticator.create(options, { flags: { uv: false } }))).toEqual(refused);
	expect((await verify(authenticator.create(options), later(20 * MINUTE))).ok).toBe(true);
	expect(await verify(authenticator.create(options), later(60 * MINUTE))).toEqual({
		ok: false,
		reason: 'expired'
	});
});

test('the challenge of another account, session, browser or purpose is refused', async () => {
	const strange = [
		{ binding: { ...binding, userId: 'bob' } },
		{ binding: { ...binding, startedAt: now } },
		{ binding: { browser: 'a browser' } },
		{ purpose: 'sign-in' as const },
		{ purpose: 'confirm' as const }
	];
	for (const other of strange) expect(await attempt({}, {}, optionsFor(other))).toEqual(refused);
	expect(await attempt({}, {}, { ...optionsFor(), challenge: 'AAAA' })).toEqual(refused);
});

test('without its owner verified, or present, it is taken for an automatic challenge alone', async () => {
	const silent = { flags: { up: false, uv: false } };
	const seen = { flags: { uv: false } };
	const automatic = optionsFor({ isAutomatic: true });
	for (const lies of [silent, seen]) {
		expect(await attempt(lies)).toEqual(refused);
		expect(await attempt(lies, {}, automatic)).toMatchObject({
			ok: true,
			passkey: { isAutomatic: true }
		});
	}
	expect(await attempt({ flags: { up: false } })).toEqual(refused);
	// Nothing that the answer itself says asks for the weaker check.
	const asks = { ...silent, clientData: { isAutomatic: true, mediation: 'conditional' } };
	expect(await attempt(asks)).toEqual(refused);
});

test.each([
	['of a frame', { crossOrigin: true }],
	['of a frame that is not said as it should be', { crossOrigin: 'false' }],
	['with a page around it', { crossOrigin: false, topOrigin: 'https://evil.example' }],
	['with a page around it that has no name', { topOrigin: null }],
	['of another site', { origin: 'https://evil.example' }],
	['of another port', { origin: 'http://localhost:3001' }],
	['of a sibling', { origin: 'http://sub.localhost:3000' }],
	['of an app', { origin: 'android:apk-key-hash:abc' }],
	['without a site', { origin: undefined }],
	['that was used, not made', { type: 'webauthn.get' }],
	['of no type', { type: undefined }],
	['without a challenge', { challenge: undefined }],
	['whose challenge is a number', { challenge: 5 }],
	['with a bound channel that is none', { tokenBinding: 'present' }]
])('one %s is refused', async (_, clientData) => {
	expect(await attempt({ clientData })).toEqual(refused);
});

test('a browser that leaves crossOrigin out, or says more than is known, is taken', async () => {
	expect((await attempt({ clientData: { crossOrigin: undefined } })).ok).toBe(true);
	expect((await attempt({ clientData: { other_keys_can_be_added_here: 'yes' } })).ok).toBe(true);
});

test('the authenticator itself must have seen this site', async () => {
	expect(await attempt({ rpId: 'evil.example' })).toEqual(refused);
	expect(await attempt({ rpId: 'LOCALHOST' })).toEqual(refused);
	expect(await attempt({ rpId: env().ORIGIN })).toEqual(refused);
});

test('backed up without being able to be is refused', async () => {
	expect(await attempt({ flags: { be: false, bs: true } })).toEqual(refused);
	const notYet = await attempt({ flags: { be: true, bs: false } });
	expect(notYet).toMatchObject({ passkey: { isSyncable: true, isBackedUp: false } });
});

test('an algorithm that was not asked for, or that the key is not of, is refused', async () => {
	for (const algorithm of [-35, -37, -48, -65_535, 0, 7]) {
		expect(await attempt({ algorithm })).toEqual(refused);
	}
	expect(await attempt({ algorithm: -8 }, { algorithm: 'ES256' })).toEqual(refused);
	expect(await attempt({ algorithm: -257 }, { algorithm: 'EdDSA' })).toEqual(refused);
	expect(await attempt({ algorithm: -7 }, { algorithm: 'RS256' })).toEqual(refused);
});

test('a key by which nobody could ever sign in, or only at a high price, is refused', async () => {
	const bytes = (length: number) => Buffer.concat([Buffer.from([0xc1]), randomBytes(length - 1)]);
	const odd = (length: number) => Buffer.concat([bytes(length - 1), Buffer.from([1])]);
	const rsa = (n: Buffer, e: Buffer) =>
		new Map<number, Cbor>([
			[1, 3],
			[3, -257],
			[-1, n],
			[-2, e]
		]);
	const e = Buffer.from([1, 0, 1]);
	const keys: Map<number, Cbor>[] = [
		// Not on its curve; one coordinate; too short.
		new Map<number, Cbor>([
			[1, 2],
			[3, -7],
			[-1, 1],
			[-2, bytes(32)],
			[-3, bytes(32)]
		]),
		new Map<number, Cbor>([
			[1, 2],
			[3, -7],
			[-1, 1],
			[-2, bytes(32)]
		]),
		new Map<number, Cbor>([
			[1, 2],
			[3, -7],
			[-1, 1],
			[-2, bytes(31)],
			[-3, bytes(32)]
		]),
		// Another curve, and another kind.
		new Map<number, Cbor>([
			[1, 2],
			[3, -7],
			[-1, 2],
			[-2, bytes(48)],
			[-3, bytes(48)]
		]),
		new Map<number, Cbor>([
			[1, 1],
			[3, -8],
			[-1, 4],
			[-2, bytes(32)]
		]),
		new Map<number, Cbor>([
			[1, 1],
			[3, -8],
			[-1, 6],
			[-2, bytes(33)]
		]),
		new Map<number, Cbor>([
			[1, 3],
			[3, -8],
			[-1, 6],
			[-2, bytes(32)]
		]),
		// RSA too small, too large, with an exponent of none, one, an even one and a huge one.
		rsa(odd(128), e),
		rsa(odd(1_024), e),
		rsa(odd(256), Buffer.from([1])),
		rsa(odd(256), Buffer.from([4])),
		rsa(odd(256), odd(200)),
		rsa(odd(256), Buffer.alloc(0)),
		new Map<number, Cbor>([[3, -7]]),
		new Map<number, Cbor>()
	];
	for (const key of keys) {
		const authData = (whole: Buffer) =>
			Buffer.concat([whole.subarray(0, 37 + 16 + 2 + 32), encodeCbor(key)]);
		expect(await attempt({ authData })).toEqual(refused);
	}
	const largest = (whole: Buffer) =>
		Buffer.concat([whole.subarray(0, 37 + 16 + 2 + 32), encodeCbor(rsa(odd(512), e))]);
	expect((await attempt({ authData: largest })).ok).toBe(true);
});

test('an id that is too short, too long, or not what the browser calls it is refused', async () => {
	for (const [length, taken] of [
		[0, false],
		[15, false],
		[16, true],
		[1_023, true],
		[1_024, false]
	] as const) {
		const result = await attempt({}, { credentialId: randomBytes(length) });
		expect([length, result.ok]).toEqual([length, taken]);
	}
	const another = randomBytes(32).toString('base64url');
	const renamed = (json: { id: string; rawId: string }) => Object.assign(json, { id: another });
	expect(await attempt({ json: renamed })).toEqual(refused);
	expect(
		await attempt({ json: (json) => Object.assign(json, { id: another, rawId: another }) })
	).toEqual(refused);
});

test('what managers leave out, empty or say otherwise does not matter: the key is in the attestation', async () => {
	const names = ['publicKey', 'publicKeyAlgorithm', 'authenticatorData', 'transports'] as const;
	for (const name of names) {
		for (const value of [undefined, null, '', 7, 'nonsense']) {
			const json = (credential: { response: object }) =>
				Object.assign(credential.response, { [name]: value });
			expect((await attempt({ json })).ok).toBe(true);
		}
	}
	const bare = (credential: object) => {
		for (const name of ['authenticatorAttachment', 'clientExtensionResults']) {
			Reflect.deleteProperty(credential, name);
		}
	};
	expect((await attempt({ json: bare })).ok).toBe(true);
});

test('transports are kept as they came, and a synced passkey of this device is on a phone too', async () => {
	const kept = async (transports: unknown, isBound = false) => {
		const json = (credential: { response: object }) =>
			Object.assign(credential.response, { transports });
		const result = await attempt({ json }, { isBound });
		return result.ok && result.passkey.transports;
	};
	expect(await kept(['usb', 'nfc', 'smoke-signals'])).toEqual(['usb', 'nfc', 'smoke-signals']);
	expect(await kept(['internal'])).toEqual(['internal', 'hybrid']);
	expect(await kept(['internal'], true)).toEqual(['internal']);
	expect(await kept(['internal', 'usb'])).toEqual(['internal', 'usb']);
	expect(await kept([])).toEqual([]);
	expect(await kept([7, null, '', 'usb', 'usb', 'x'.repeat(33)])).toEqual(['usb']);
	expect(await kept(Array.from({ length: 99 }, (_, index) => `t${index}`))).toHaveLength(8);
});

test('an attestation that is cut anywhere, or goes on, is refused', async () => {
	const options = optionsFor();
	const authenticator = createAuthenticator();
	const whole = Buffer.from(
		(JSON.parse(authenticator.create(options)) as { response: { attestationObject: string } })
			.response.attestationObject,
		'base64url'
	);
	for (let length = 0; length < whole.length; length += 1) {
		const cut = authenticator.create(options, {
			attestationBytes: (bytes) => bytes.subarray(0, length)
		});
		expect(await verify(cut)).toEqual(refused);
	}
	const longer = (bytes: Buffer) => Buffer.concat([bytes, Buffer.from([0])]);
	expect(await attempt({ attestationBytes: longer })).toEqual(refused);
	expect(await attempt({ authData: longer })).toEqual(refused);
	expect((await verify(authenticator.create(options))).ok).toBe(true);
});

test('a key that is cut inside data of the right length is refused: no decoder notices', async () => {
	for (let cut = 1; cut <= 77; cut += 1) {
		const authData = (bytes: Buffer) => bytes.subarray(0, bytes.length - cut);
		expect(await attempt({ authData })).toEqual(refused);
	}
});

test('extensions of the authenticator are read over, whole ones alone', async () => {
	const extensions = encodeCbor(
		new Map<string, Cbor>([
			['credProtect', 2],
			['hmac-secret', Buffer.alloc(32)]
		])
	);
	const withExtensions = (bytes: Buffer) => Buffer.concat([bytes, extensions]);
	const flags = { ed: true };
	expect((await attempt({ flags, authData: withExtensions })).ok).toBe(true);
	expect(await attempt({ authData: withExtensions })).toEqual(refused);
	expect(await attempt({ flags })).toEqual(refused);
	for (let cut = 1; cut < extensions.length; cut += 1) {
		const authData = (bytes: Buffer) => {
			const all = withExtensions(bytes);
			return all.subarray(0, all.length - cut);
		};
		expect(await attempt({ flags, authData })).toEqual(refused);
	}
});

test('data that says of no key, or of an attestation of none, is refused', async () => {
	const withoutKey = (bytes: Buffer) => {
		const short = Buffer.from(bytes.subarray(0, 37));
		short[32]! &= ~64;
		return short;
	};
	expect(await attempt({ authData: withoutKey })).toEqual(refused);
	const parts = (...pairs: [string, Cbor][]) => ({ attestation: new Map<string, Cbor>(pairs) });
	const none = new Map<string, Cbor>();
	const data = createHash('sha256').update('').digest();
	expect(await attempt(parts())).toEqual(refused);
	expect(await attempt(parts(['fmt', 'none'], ['attStmt', none]))).toEqual(refused);
	expect(await attempt(parts(['fmt', 'none'], ['attStmt', none], ['authData', data]))).toEqual(
		refused
	);
	expect(await attempt(parts(['fmt', 'none'], ['attStmt', none], ['authData', 'text']))).toEqual(
		refused
	);
	expect(await attempt(parts(['fmt', 'none'], ['attStmt', 5], ['authData', 5]))).toEqual(refused);
});

test('a passkey is named after who keeps it, else after browser and system', async () => {
	const nameOf = async (aaguid: string, agent = userAgent) => {
		const credential = createAuthenticator({ aaguid }).create(optionsFor());
		const result = await verifyNewPasskey({ credential, binding, userAgent: agent, now });
		return result.ok && result.passkey.proposedName;
	};
	expect(await nameOf('fbfc3007-154e-4ecc-8c0b-6e020557d7bd')).toBe('iCloud Keychain');
	expect(await nameOf('2fc0579f-8113-47ea-b116-bb5a8db9202a')).toBe('YubiKey 5 NFC');
	expect(await nameOf('00000000-0000-0000-0000-000000000000')).toBe('Chrome on Windows');
	expect(await nameOf('12345678-1234-1234-1234-123456789012')).toBe('Chrome on Windows');
	expect(await nameOf('00000000-0000-0000-0000-000000000000', '')).toBe('Passkey');
});
