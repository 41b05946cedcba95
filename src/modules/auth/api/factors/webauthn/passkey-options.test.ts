import { randomBytes } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { env } from '@/server/env';
import { siteName } from '@/site';
import { readChallenge } from './challenge';
import { creationOptions, requestOptions } from './passkey-options';

const { ORIGIN, passkeysAvailable } = env();
afterEach(() => void Object.assign(env(), { ORIGIN, passkeysAvailable }));

const handle = randomBytes(64).toString('hex');
const ada = { handle, email: 'ada@example.com', displayName: 'Ada' };
const binding = { userId: 'ada', startedAt: new Date() };
const key = { credentialId: 'a2V5', transports: ['usb', 'telepathy'] };
const phone = { credentialId: 'cGhvbmU', transports: [] };

test('a passkey is asked for that is found without an address and verifies its owner', async () => {
	const options = await creationOptions({ account: ada, exclude: [key, phone], binding });
	expect(options).toMatchObject({
		rp: { id: 'localhost', name: siteName },
		user: { name: 'ada@example.com', displayName: 'Ada' },
		timeout: 300_000,
		attestation: 'none',
		authenticatorSelection: {
			residentKey: 'required',
			requireResidentKey: true,
			userVerification: 'required'
		},
		hints: ['client-device', 'hybrid', 'security-key']
	});
	expect(options?.authenticatorSelection).not.toHaveProperty('authenticatorAttachment');
	expect(options?.pubKeyCredParams.map(({ alg }) => alg)).toEqual([-7, -8, -257]);
	expect(Buffer.from(options!.user.id, 'base64url').toString('hex')).toBe(handle);
	// All that there are, with the transports as they came.
	expect(options?.excludeCredentials).toEqual([
		{ id: 'a2V5', type: 'public-key', transports: ['usb', 'telepathy'] },
		{ id: 'cGhvbmU', type: 'public-key' }
	]);
	const read = { challenge: options!.challenge, purpose: 'add', binding } as const;
	expect(readChallenge(read)).toMatchObject({ ok: true, isAutomatic: false });
});

test('one made without a word must not be asked to verify anybody, and its challenge says so', async () => {
	const options = await creationOptions({ account: ada, exclude: [], binding, isAutomatic: true });
	expect(options?.authenticatorSelection?.userVerification).toBe('preferred');
	expect(options?.timeout).toBe(300_000);
	const read = { challenge: options!.challenge, purpose: 'add', binding } as const;
	expect(readChallenge(read)).toMatchObject({ ok: true, isAutomatic: true });
});

test('names are never empty, and fit an authenticator without a broken character', async () => {
	const namesOf = async (email: string, displayName: string | null) => {
		const account = { handle, email, displayName };
		const options = await creationOptions({ account, exclude: [], binding });
		return [options?.user.name, options?.user.displayName];
	};
	expect(await namesOf('a@b.example', null)).toEqual(['a@b.example', 'a@b.example']);
	expect(await namesOf('a@b.example', '  ')).toEqual(['a@b.example', 'a@b.example']);
	const long = `${'a'.repeat(64)}@example.com`;
	// 21 characters of three bytes each are 63; a lamp takes four, of which 16 fit.
	expect(await namesOf(long, '灯'.repeat(30))).toEqual(['a'.repeat(64), '灯'.repeat(21)]);
	expect(await namesOf(long, `é${'🪔'.repeat(20)}`)).toEqual([
		'a'.repeat(64),
		`é${'🪔'.repeat(15)}`
	]);
});

test('at sign-in nobody is named, and user verification is required', async () => {
	const browser = { browser: 'a browser' };
	const options = await requestOptions({ purpose: 'sign-in', binding: browser });
	expect(options).toMatchObject({
		rpId: 'localhost',
		timeout: 300_000,
		userVerification: 'required',
		allowCredentials: []
	});
	const { challenge } = options!;
	expect(readChallenge({ challenge, purpose: 'sign-in', binding: browser }).ok).toBe(true);
});

test('confirming names the passkeys of the account, and is not offered where there are none', async () => {
	const options = await requestOptions({ purpose: 'confirm', binding, allow: [key] });
	expect(options?.allowCredentials).toEqual([
		{ id: 'a2V5', type: 'public-key', transports: ['usb', 'telepathy'] }
	]);
	expect(options).toMatchObject({ timeout: 300_000, userVerification: 'required' });
	expect(await requestOptions({ purpose: 'confirm', binding, allow: [] })).toBeNull();
});

test('the site goes by the name in ORIGIN, and by none at a bare address', async () => {
	Object.assign(env(), { ORIGIN: 'https://id.example.com:8443' });
	const named = await requestOptions({ purpose: 'sign-in', binding });
	expect(named?.rpId).toBe('id.example.com');
	Object.assign(env(), { ORIGIN: 'http://127.0.0.1:3000', passkeysAvailable: false });
	expect(await requestOptions({ purpose: 'sign-in', binding })).toBeNull();
	expect(await creationOptions({ account: ada, exclude: [], binding })).toBeNull();
});
