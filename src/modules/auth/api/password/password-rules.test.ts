import { describe, expect, test } from 'vitest';
import { siteName } from '@/site';
import { checkPassword } from './password-rules';

const context = ['ada.lovelace@analytical.example', 'Ada Böhm-Lovelace'];
const check = (password: string) => checkPassword(password, context);

describe('a password will do', () => {
	test.each([
		['of 12 characters', 'qzvkxw mfptd'],
		['of 256 characters', `${'lantern river '.repeat(19)}`.slice(0, 256).replace(/ $/, '.')],
		['of 256 characters beyond the BMP', [...'🏮🏠🌙🔑'].join('').repeat(64)],
		['of any characters', 'tab\there \u0000 ✓ ñ end'],
		['of spaces alone at its ends', '  gravel harp  '],
		['of lower-case letters alone', 'gravelharpmeadow'],
		['with a context word beside 8 others', 'lovelace gravel h'],
		['with context words under 4 letters', 'adaadaadaada'],
		['of 12 when composed', 'u\u0308'.repeat(4) + 'gravelha']
	])('%s', async (_name, password) => {
		expect(await check(password)).toBeNull();
	});
});

describe('a password is refused', () => {
	test.each([
		['of 11 characters', 'gravel harp', 'too-short'],
		['of 12 that compose to 11', `u\u0308gravel harp`.slice(0, 12), 'too-short'],
		['of 22 units that are 11 characters', '🏮🏠🌙🔑🏮🏠🌙🔑🏮🏠🌙', 'too-short'],
		['of 257 characters', 'x'.repeat(257), 'too-long'],
		['empty', '', 'too-short'],
		['common', 'password1234', 'common'],
		['common in other case', 'PassWord1234', 'common'],
		['common among long ones', 'qwertyqwerty', 'common'],
		['common among long ones, in other case', 'LeaveMeAlone', 'common'],
		['common among those of 15 and more', '111111111111111', 'common'],
		['of the address', 'lovelaceanalytical', 'personal'],
		['of the address in other case', 'LOVELACE-1843!', 'personal'],
		['of the name, with an umlaut written otherwise', 'Bo\u0308hmBo\u0308hmBöhm1', 'personal'],
		['of the product', siteName + siteName, 'personal'],
		['of the product and a little', `${siteName}2026`, 'personal'],
		['of the domain', 'analytical.example', 'personal']
	])('%s', async (_name, password, problem) => {
		expect(await check(password)).toBe(problem);
	});

	test('as personal only of the person: the same word is fine for others', async () => {
		expect(await checkPassword('lovelace-1843!', ['bob@site.test', null, undefined])).toBeNull();
	});
});
