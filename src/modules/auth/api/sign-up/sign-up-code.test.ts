import { expect, test } from 'vitest';
import { createCode, formatCode, parseCode } from './sign-up-code';

test('a code has eight letters and digits without look-alikes, and comes back as typed', () => {
	const codes = Array.from({ length: 2_000 }, createCode);
	expect(new Set(codes).size).toBe(codes.length);
	for (const code of codes) {
		expect(formatCode(code)).toMatch(/^[A-HJKMNP-Z2-9]{4}-[A-HJKMNP-Z2-9]{4}$/);
		for (const typed of [code, formatCode(code), formatCode(code).toLowerCase(), `\t${code}\n`]) {
			expect(parseCode(typed)).toBe(code);
		}
	}
	expect(new Set(codes.join('')).size).toBe(31);
});

test.each(['', 'A', 'ABCD-EFG', 'ABCD-EFGHJ', 'ABCD-EFG1', 'ABCD-EFGO', 'ÄBCD-EFGH'])(
	'%j cannot be one',
	(typed) => {
		expect(parseCode(typed)).toBeNull();
	}
);
