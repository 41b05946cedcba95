import { expect, test } from 'vitest';
import { createAuthenticator } from '$tests/authenticator';
import { encodeCbor, type Cbor } from '$tests/cbor';
import { createChallenge } from './challenge';
import { readNewCredential, readUsedCredential } from './read-credential';
import { verifyRegistration } from './verify-registration';
import { endOfCbor } from './whole-cbor';

/** Numbers that look random and are the same in every run (mulberry32); below `bound`. */
function createDice(seed: number) {
	let state = seed;
	return (bound: number) => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * bound);
	};
}
type Dice = ReturnType<typeof createDice>;

const bytesOf = (dice: Dice, length: number) =>
	Buffer.from(Array.from({ length }, () => dice(256)));

/** Any value that CBOR can hold here, nested less and less. */
function anyValue(dice: Dice, depth = 0): Cbor {
	const kind = dice(depth < 5 ? 5 : 4);
	if (kind === 0) return (dice(2) ? 1 : -1) * dice(2 ** (1 + dice(31)));
	if (kind === 1) return dice(2) === 1;
	if (kind === 2) return bytesOf(dice, dice(300));
	if (kind === 3) return 'ä'.repeat(dice(40));
	const size = dice(6);
	return new Map(Array.from({ length: size }, (_, key) => [key - 3, anyValue(dice, depth + 1)]));
}

const options = {
	challenge: createChallenge({ purpose: 'add', binding: { browser: 'a browser' } }),
	user: { id: 'YWRh' }
};
const honest = () => createAuthenticator().create(options);

test('the end of every value is found, and of none that is cut', () => {
	const dice = createDice(1);
	for (let run = 0; run < 400; run += 1) {
		const whole = encodeCbor(anyValue(dice));
		expect(endOfCbor(whole)).toBe(whole.length);
		expect(endOfCbor(Buffer.concat([whole, bytesOf(dice, 1 + dice(9))]))).toBe(whole.length);
		expect(endOfCbor(whole.subarray(0, dice(whole.length)))).toBeNull();
	}
});

test.each([
	['nothing', ''],
	['an array without an end', '9f01ff'],
	['bytes without an end', '5f4101ff'],
	['a lone break', 'ff'],
	['a reserved length', '5c00'],
	['bytes of 2^64 - 1', '5bffffffffffffffff'],
	['a map of 2^32 - 1', 'baffffffff'],
	['an array of 2^64 - 1', '9bffffffffffffffff00'],
	['arrays in arrays', '81'.repeat(100_000)],
	['tags on tags', 'c0'.repeat(100_000)],
	['a tag on nothing', 'c1']
])('%s ends nowhere', (_, hex) => {
	expect(endOfCbor(Buffer.from(hex, 'hex'))).toBeNull();
});

test.each([
	['a tag on a text', 'c06161'],
	['a float of eight bytes', 'fb3ff199999999999a'],
	['a long form of a short length', '590001aa'],
	['an array', '83010203']
])('%s has an end', (_, hex) => {
	expect(endOfCbor(Buffer.from(hex, 'hex'))).toBe(hex.length / 2);
});

test('an attestation of which any byte is another is refused or read, and never throws', async () => {
	const dice = createDice(2);
	const whole = createAuthenticator();
	for (let run = 0; run < 600; run += 1) {
		const attestationBytes = (bytes: Buffer) => {
			const changed = Buffer.from(bytes);
			for (let times = 1 + dice(3); times > 0; times -= 1) {
				changed[dice(changed.length)] = dice(256);
			}
			return changed;
		};
		const credential = readNewCredential(whole.create(options, { attestationBytes }));
		const made = await verifyRegistration({ credential: credential!, isAutomatic: false });
		// What is taken is the passkey that the browser names, with a key of a kind asked for.
		if (made) expect([made.credentialId, made.algorithm]).toEqual([whole.id, -7]);
	}
});

test('attestations that are made up are refused, and never throw', async () => {
	const dice = createDice(3);
	const whole = createAuthenticator();
	for (let run = 0; run < 400; run += 1) {
		const attestation = new Map<string, Cbor>([
			['fmt', ['none', 'packed', 'tpm', 'apple', 'fido-u2f', 'x'][dice(6)]!],
			['attStmt', anyValue(dice)],
			['authData', anyValue(dice)]
		]);
		const attestationBytes = (bytes: Buffer) => (dice(4) ? bytes : encodeCbor(anyValue(dice)));
		const text = whole.create(options, { attestation, attestationBytes });
		const credential = readNewCredential(text)!;
		expect(await verifyRegistration({ credential, isAutomatic: true })).toBeNull();
	}
});

/** Every place in a value that can hold another, as a path of keys. */
function placesIn(value: unknown, path: string[] = []): string[][] {
	if (typeof value !== 'object' || value === null) return [path];
	const inner = Object.entries(value).flatMap(([key, one]) => placesIn(one, [...path, key]));
	return [path, ...inner];
}

function put(value: unknown, [key, ...rest]: string[], what: unknown): unknown {
	if (key === undefined) return what;
	const copy = { ...(value as Record<string, unknown>) };
	copy[key] = put(copy[key], rest, what);
	return copy;
}

const oddities = [
	null,
	undefined,
	true,
	0,
	-1,
	1e300,
	'',
	' ',
	'=',
	'a',
	'a+/b',
	'\0',
	'𝄞',
	[],
	{}
];
const needed = new Set(
	['', 'id', 'rawId', 'type', 'response'].concat(
		['clientDataJSON', 'attestationObject', 'authenticatorData', 'signature'].map(
			(name) => `response.${name}`
		)
	)
);

test('whatever stands where something else should be, a credential is read or refused, and never throws', () => {
	const used = createAuthenticator().get(options);
	for (const [text, read] of [
		[honest(), readNewCredential],
		[used, readUsedCredential]
	] as const) {
		const credential: unknown = JSON.parse(text);
		expect(read(text)).not.toBeNull();
		for (const path of placesIn(credential)) {
			for (const oddity of oddities) {
				const result = read(JSON.stringify(put(credential, path, oddity)) ?? '');
				const name = path.join('.');
				// Made and used have other parts that they cannot do without.
				const isRead = read === readUsedCredential ? 'attestationObject' : 'authenticatorData';
				if (needed.has(name) && !name.endsWith(isRead))
					expect([name, result]).toEqual([name, null]);
			}
		}
	}
});

test('what is no credential at all is refused', () => {
	const texts = ['', 'null', '[]', '{}', '"x"', '5', 'undefined', '{"id":', '[object Object]'];
	for (const text of [...texts, '['.repeat(50_000), `"${'x'.repeat(100_000)}"`]) {
		expect(readNewCredential(text)).toBeNull();
		expect(readUsedCredential(text)).toBeNull();
	}
});

test('a credential of more than 64,000 characters is refused unread', () => {
	const credential = JSON.parse(honest()) as Record<string, unknown>;
	const padded = (length: number) => JSON.stringify({ ...credential, more: 'x'.repeat(length) });
	expect(readNewCredential(padded(50_000))).not.toBeNull();
	expect(readNewCredential(padded(64_000))).toBeNull();
});

test('whose it is may be left unsaid by what is used, and is text where it is said', () => {
	const authenticator = createAuthenticator();
	const handle = (userHandle: unknown) => {
		const json = (credential: { response: object }) =>
			Object.assign(credential.response, { userHandle });
		return readUsedCredential(authenticator.get(options, { json }))?.response.userHandle;
	};
	for (const nothing of [undefined, null, '']) expect(handle(nothing)).toBeNull();
	expect(handle('YWRh')).toBe('YWRh');
	for (const odd of [5, {}, ['YWRh'], 'a b', 'YWRh=']) expect(handle(odd)).toBeUndefined();
});
