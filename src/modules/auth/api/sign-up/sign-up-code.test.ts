import { expect, test } from 'vitest';
import { m } from '@/paraglide/messages';
import { locales } from '@/paraglide/runtime';
import { siteName } from '@/site';
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

test.each([
	'ＡＢＣＤ－２３４５',
	'ａｂｃｄ２３４５',
	'ABCDー2345',
	'ABCDｰ2345',
	'ABCD–2345',
	'ABCD—2345',
	'ABCD‑2345',
	'ABCD−2345',
	'ABCD 2345',
	'ABCD\u00a02345',
	'ABCD　２３４５',
	'ABCD\u20602345',
	'ABCD-\u20602345\u200b',
	'\u2068ABCD-2345\u2069',
	'A B C D - 2 3 4 5',
	'ABCD-2345.',
	'“ABCD-2345”',
	'(ABCD2345)',
	'Your code: ABCD-2345',
	`Fwd: ABCD-2345 is your ${siteName} code, ABCD-2345`
])('%j is read as the code in it', (typed) => {
	expect(parseCode(typed)).toBe('ABCD2345');
});

test.each(locales)('a code is found in the subject of its mail, in %s', (locale) => {
	for (const code of ['ABCD2345', 'ABCDEFGH', '23456789']) {
		const subject = m.mail_sign_up_subject({ code: formatCode(code) }, { locale });
		for (const typed of [
			subject,
			`Re: Fwd: ${subject}`,
			subject.replace('-', 'ー'),
			subject.replaceAll(' ', '\u00a0')
		]) {
			expect([typed, parseCode(typed)]).toEqual([typed, code]);
		}
	}
});

test('of two codes none is taken', () => {
	expect(parseCode('ABCD-2345 or WXYZ-6789')).toBeNull();
	expect(parseCode('Enter the code from the mail')).toBeNull();
});

test.each([
	'',
	'A',
	'ABCD-EFG',
	'ABCD-EFGHJ',
	'ABCD-EFG1',
	'ABCD-EFGO',
	'ÄBCD-EFGH',
	'ABCD-EFGß',
	'XABCD-2345'
])('%j cannot be one', (typed) => {
	expect(parseCode(typed)).toBeNull();
});
