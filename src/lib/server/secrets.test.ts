import { timingSafeEqual } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import {
	createToken,
	hashToken,
	isSameSecret,
	keyedHash,
	keyedHashes,
	sign,
	unsign
} from './secrets';

// This function alone: a spy on the whole module reaches streams, and with them every later test file.
vi.mock('node:crypto', async (load) => {
	const real = await load<typeof import('node:crypto')>();
	return { ...real, timingSafeEqual: vi.fn(real.timingSafeEqual) };
});

const older = vi.hoisted(() => {
	const older = Buffer.alloc(32, 3).toString('base64');
	process.env.AUTH_SECRET_PREVIOUS = older;
	return older;
});

/** The module as it was while the older key was the current one. */
async function underOlderKey() {
	const { AUTH_SECRET, AUTH_SECRET_PREVIOUS } = process.env;
	vi.resetModules();
	Object.assign(process.env, { AUTH_SECRET: older, AUTH_SECRET_PREVIOUS: '' });
	const module = await import('./secrets');
	const made = { hash: module.keyedHash('p', 'v'), signed: module.sign('p', 'v') };
	Object.assign(process.env, { AUTH_SECRET, AUTH_SECRET_PREVIOUS });
	return made;
}

test('a token has 256 random bits and is safe in URLs and cookies', () => {
	const tokens = Array.from({ length: 1_000 }, createToken);
	expect(new Set(tokens).size).toBe(1_000);
	for (const token of tokens) expect(token).toMatch(/^[\w-]{43}$/);
});

test('what is stored of a token is its SHA-256', () => {
	expect(hashToken('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

test('a signed value comes back for its purpose alone', () => {
	const signed = sign('one', 'a.b.c');
	expect(unsign('one', signed)).toBe('a.b.c');
	expect(unsign('two', signed)).toBeNull();
	expect(unsign('', signed)).toBeNull();
});

test('what was changed, cut or made elsewhere does not come back', () => {
	const signed = sign('one', 'value');
	const [value = '', signature = ''] = signed.split('.');
	for (const forged of ['', '.', value, `${value}.`, `.${signature}`, `x${signed}`, `${signed}x`]) {
		expect(unsign('one', forged)).toBeNull();
	}
	expect(unsign('one', `valuf.${signature}`)).toBeNull();
	expect(unsign('one', `value.${signature.slice(0, -2)}`)).toBeNull();
	expect(unsign('one', `value.${'A'.repeat(43)}`)).toBeNull();
});

test('a secret is compared in the same time whatever part of it is right', () => {
	const secret = createToken();
	const last = secret.slice(0, -1) + (secret.endsWith('A') ? 'B' : 'A');
	for (const [given, same] of [
		[secret, true],
		[`x${secret.slice(1)}`, secret.startsWith('x')],
		[last, false]
	] as const) {
		vi.mocked(timingSafeEqual).mockClear();
		expect(isSameSecret(given, secret)).toBe(same);
		expect(timingSafeEqual).toHaveBeenCalledOnce();
	}
});

test('what is no text, another length or other bytes is not the same secret', () => {
	for (const given of [undefined, null, 7, {}, ['secret'], '', 'secre', 'secret ', 'Secret']) {
		expect(isSameSecret(given, 'secret')).toBe(false);
	}
	// As many characters, but more bytes.
	expect(isSameSecret('sécret', 'secret')).toBe(false);
	expect(isSameSecret('secret', 'sécret')).toBe(false);
	// Both become U+FFFD where they are written as UTF-8.
	expect(isSameSecret('\ud800', '\ud801')).toBe(false);
	expect(isSameSecret('', '')).toBe(false);
});

test('a keyed hash differs by purpose and cannot be split otherwise', () => {
	expect(keyedHash('a', 'bc')).not.toBe(keyedHash('ab', 'c'));
	expect(keyedHash('a', 'b')).not.toBe(hashToken('b'));
});

test('what the older key made is still good while it is named', async () => {
	const { hash, signed } = await underOlderKey();
	expect(keyedHash('p', 'v')).not.toBe(hash);
	expect(keyedHashes('p', 'v')).toEqual([keyedHash('p', 'v'), hash]);
	expect(unsign('p', signed)).toBe('v');
});
