import { createHmac, timingSafeEqual } from 'node:crypto';
import {
	createLocalJWKSet,
	exportJWK,
	exportSPKI,
	generateKeyPair,
	SignJWT,
	UnsecuredJWT
} from 'jose';
import { describe, expect, test, vi } from 'vitest';
import { acceptedAlgorithms, verifyIdToken, type ExpectedIdToken } from './verify-id-token';

// This function alone: a spy on the whole module reaches streams, and with them every later test file.
vi.mock('node:crypto', async (load) => {
	const real = await load<typeof import('node:crypto')>();
	return { ...real, timingSafeEqual: vi.fn(real.timingSafeEqual) };
});

const pairs = {
	RS256: await generateKeyPair('RS256', { extractable: true }),
	PS256: await generateKeyPair('PS256', { extractable: true }),
	ES256: await generateKeyPair('ES256', { extractable: true }),
	EdDSA: await generateKeyPair('EdDSA', { extractable: true }),
	ES384: await generateKeyPair('ES384', { extractable: true }),
	ES512: await generateKeyPair('ES512', { extractable: true }),
	RS384: await generateKeyPair('RS384', { extractable: true }),
	RS512: await generateKeyPair('RS512', { extractable: true }),
	PS512: await generateKeyPair('PS512', { extractable: true })
};
type Algorithm = keyof typeof pairs;
const stranger = await generateKeyPair('RS256');
const published = await Promise.all(
	Object.entries(pairs).map(async ([alg, pair]) => ({
		...(await exportJWK(pair.publicKey)),
		...{ alg, kid: alg, use: 'sig' }
	}))
);
const now = () => Math.floor(Date.now() / 1000);
const truth = () => ({
	...{ iss: 'https://issuer.example', sub: 'ada', aud: 'us', nonce: 'n' },
	...{ iat: now(), exp: now() + 300 }
});
const expected: ExpectedIdToken = {
	issuer: 'https://issuer.example',
	clientId: 'us',
	nonce: 'n',
	algorithms: Object.keys(pairs),
	keys: createLocalJWKSet({ keys: published }),
	reauthenticate: false
};

const sign = (claims: object, alg: Algorithm = 'RS256', key = pairs[alg].privateKey) =>
	new SignJWT({ ...claims }).setProtectedHeader({ alg, kid: alg }).sign(key);

const rejected = { name: 'ProviderError', code: 'rejected' };

test.each(Object.keys(pairs) as Algorithm[])('a token signed with %s passes', async (alg) => {
	const token = await sign(truth(), alg);
	expect(await verifyIdToken(token, expected)).toMatchObject({ sub: 'ada', authTime: null });
});

test.each([
	['iss', { iss: 'https://evil.example' }],
	['iss as a list', { iss: ['https://issuer.example'] }],
	['iss with a slash more', { iss: 'https://issuer.example/' }],
	['sub', { sub: undefined }],
	['an empty sub', { sub: '' }],
	['a sub that is no text', { sub: { id: 'ada' } }],
	['aud', { aud: 'somebody-else' }],
	['no aud', { aud: undefined }],
	['a second aud without azp', { aud: ['us', 'somebody-else'] }],
	['a second aud with their azp', { aud: ['us', 'somebody-else'], azp: 'somebody-else' }],
	['azp', { azp: 'somebody-else' }],
	['no iat', { iat: undefined }],
	['iat in words', { iat: 'now' }],
	['iat in the future', { iat: now() + 120 }],
	['iat a little more in the future than clocks differ', { iat: now() + 75 }],
	['iat of eleven minutes ago', { iat: now() - 660, exp: now() + 3000 }],
	['exp', { exp: now() - 60 }],
	['exp that is null', { exp: null }],
	['nonce that is null', { nonce: null }],
	['aud that is null', { aud: null }],
	['no exp', { exp: undefined }],
	['nbf', { nbf: now() + 120 }],
	['nonce', { nonce: 'another' }],
	['no nonce', { nonce: undefined }]
])('a wrong claim is refused: %s', async (_, changes) => {
	const token = await sign({ ...truth(), ...changes });
	await expect(verifyIdToken(token, expected)).rejects.toMatchObject(rejected);
});

test.each(['nonce of mine', 'nonce of hers', 'Nonce of mine'])(
	'the nonce is compared in the same time whatever part of it is right (%s)',
	async (nonce) => {
		const token = await sign({ ...truth(), nonce });
		vi.mocked(timingSafeEqual).mockClear();
		const verified = verifyIdToken(token, { ...expected, nonce: 'nonce of mine' });
		await verified.catch((error: unknown) => expect(error).toMatchObject(rejected));
		expect(timingSafeEqual).toHaveBeenCalledOnce();
	}
);

test.each([7, ['n'], { n: 'n' }, null, 'n ', ''])('no other nonce passes (%j)', async (nonce) => {
	const token = await sign({ ...truth(), nonce });
	await expect(verifyIdToken(token, expected)).rejects.toMatchObject(rejected);
});

test.each([
	['an issuer whose clock is 45 seconds ahead', { iat: now() + 45, nbf: now() + 45 }],
	['an issuer whose clock is 45 seconds behind', { iat: now() - 45, exp: now() + 15 }],
	['one that names no party', { azp: null }],
	['one that does not know when', { auth_time: null }]
])('a token of %s passes', async (_, changes) => {
	const token = await sign({ ...truth(), ...changes });
	expect(await verifyIdToken(token, expected)).toMatchObject({ sub: 'ada', authTime: null });
});

test('without a nonce of our own nothing passes', async () => {
	const token = await sign({ ...truth(), nonce: '' });
	await expect(verifyIdToken(token, { ...expected, nonce: '' })).rejects.toMatchObject(rejected);
});

describe('a signature', () => {
	test('by another key is refused', async () => {
		const token = await sign(truth(), 'RS256', stranger.privateKey);
		await expect(verifyIdToken(token, expected)).rejects.toMatchObject(rejected);
	});

	test('by a key that the token brings along, or says where it lies, is refused', async () => {
		const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
		const jwk = { ...(await exportJWK(publicKey)), kid: 'ES256' };
		const fetched = vi.spyOn(globalThis, 'fetch');
		for (const header of [
			{ jwk },
			{ jku: 'https://evil.example/keys' },
			{ x5u: 'https://evil.example/certificate' }
		]) {
			const token = await new SignJWT(truth())
				.setProtectedHeader({ alg: 'ES256', kid: 'ES256', ...header })
				.sign(privateKey);
			await expect(verifyIdToken(token, expected)).rejects.toMatchObject(rejected);
		}
		expect(fetched).not.toHaveBeenCalled();
		fetched.mockRestore();
	});

	test('over another text is refused', async () => {
		const [head, , signature] = (await sign(truth())).split('.');
		const body = Buffer.from(JSON.stringify({ ...truth(), sub: 'eve' })).toString('base64url');
		const token = `${head}.${body}.${signature}`;
		await expect(verifyIdToken(token, expected)).rejects.toMatchObject(rejected);
	});

	test('that is none is refused', async () => {
		const token = new UnsecuredJWT(truth()).encode();
		await expect(verifyIdToken(token, expected)).rejects.toMatchObject(rejected);
	});

	test('by HS256 with the public key is refused, asked for or not', async () => {
		const head = Buffer.from('{"alg":"HS256","kid":"RS256"}').toString('base64url');
		const text = `${head}.${Buffer.from(JSON.stringify(truth())).toString('base64url')}`;
		const key = await exportSPKI(pairs.RS256.publicKey);
		const token = `${text}.${createHmac('sha256', key).update(text).digest('base64url')}`;
		for (const algorithms of [expected.algorithms, ['HS256', 'RS256']]) {
			await expect(verifyIdToken(token, { ...expected, algorithms })).rejects.toMatchObject(
				rejected
			);
		}
	});

	test('with what this issuer does not use is refused', async () => {
		const token = await sign(truth(), 'ES256');
		const strict = { ...expected, algorithms: ['RS256'] };
		await expect(verifyIdToken(token, strict)).rejects.toMatchObject(rejected);
	});

	test('without a key id is by one of the keys of the issuer that would do', async () => {
		const unnamed = (key: CryptoKey, claims = truth()) =>
			new SignJWT(claims).setProtectedHeader({ alg: 'RS256' }).sign(key);
		const other = { ...(await exportJWK(stranger.publicKey)), alg: 'RS256', kid: 'other' };
		const token = await unnamed(pairs.RS256.privateKey);
		expect(await verifyIdToken(token, expected)).toMatchObject({ sub: 'ada' });
		for (const all of [
			[...published, other],
			[other, ...published]
		]) {
			const several = { ...expected, keys: createLocalJWKSet({ keys: all }) };
			expect(await verifyIdToken(token, several)).toMatchObject({ sub: 'ada' });
			const { privateKey } = await generateKeyPair('RS256');
			const foreign = verifyIdToken(await unnamed(privateKey), several);
			await expect(foreign).rejects.toMatchObject(rejected);
			const late = await unnamed(pairs.RS256.privateKey, { ...truth(), exp: now() - 100 });
			await expect(verifyIdToken(late, several)).rejects.toMatchObject(rejected);
		}
	});
});

test('of what an issuer offers, secrets and nothing at all are never taken', () => {
	expect(acceptedAlgorithms(['none', 'HS256', 'HS512', 'ES256'])).toEqual(['ES256']);
	expect(acceptedAlgorithms(undefined)).toEqual(['RS256']);
	expect(() => acceptedAlgorithms(['none', 'HS256'])).toThrow(/nothing that we accept/);
});

describe('asked for a fresh proof', () => {
	const ask = async (auth_time: unknown) =>
		verifyIdToken(await sign({ ...truth(), auth_time }), { ...expected, reauthenticate: true });

	test('one of a minute ago passes', async () => {
		expect((await ask(now() - 60)).authTime).toBeInstanceOf(Date);
	});

	test.each([now() - 600, now() + 600, 'now'])('%j does not', async (time) => {
		await expect(ask(time)).rejects.toMatchObject(rejected);
	});

	test.each([undefined, null])('%j does not, and says that there is none', async (time) => {
		await expect(ask(time)).rejects.toMatchObject({ ...rejected, code: 'unproven' });
	});
});
