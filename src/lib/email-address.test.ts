import { describe, expect, test } from 'vitest';
import { normalizeEmail, zEmail } from './email-address';

const long = (local: number, ...labels: number[]) =>
	`${'a'.repeat(local)}@${labels.map((n) => 'b'.repeat(n)).join('.')}.example`;

describe('an address is taken, in one form', () => {
	test.each([
		['ada@example.com', 'ada@example.com'],
		['ADA@EXAMPLE.COM', 'ada@example.com'],
		["a.b+tag_1-2'x@example.co.uk", "a.b+tag_1-2'x@example.co.uk"],
		['!#$%&*+/=?^_`{|}~-@example.com', '!#$%&*+/=?^_`{|}~-@example.com'],
		['ada@münchen.example', 'ada@xn--mnchen-3ya.example'],
		['ada@MÜNCHEN.example', 'ada@xn--mnchen-3ya.example'],
		['ada@xn--mnchen-3ya.example', 'ada@xn--mnchen-3ya.example'],
		['ada@例え.テスト', 'ada@xn--r8jz45g.xn--zckzah'],
		['ada@example。com', 'ada@example.com'],
		['ada@1.example', 'ada@1.example'],
		['a@b.co', 'a@b.co'],
		[long(64, 63, 63, 50), long(64, 63, 63, 50)]
	])('%.40s', (typed, stored) => {
		expect(normalizeEmail(typed)).toBe(stored);
		expect(normalizeEmail(stored)).toBe(stored);
	});

	test('with spaces around it', () => {
		expect(zEmail.parse('  Ada@Example.com ')).toBe('ada@example.com');
	});
});

describe('is refused', () => {
	test.each([
		'',
		' ',
		'ada',
		'@',
		'ada@',
		'@example.com',
		'ada@localhost',
		'ada@example',
		'ada@@example.com',
		'a@b@example.com',
		'ada@.example.com',
		'ada@example.com.',
		'ada@example..com',
		'ada@-example.com',
		'ada@example-.com',
		'ada@example.com-',
		'ada@example.-com',
		'ada@example.c',
		'ada@example.123',
		'ada@192.0.2.7',
		'ada@[192.0.2.7]',
		'ada@[IPv6:2001:db8::1]',
		'ada@0x7f.1',
		'ada@2130706433',
		'.ada@example.com',
		'ada.@example.com',
		'a..b@example.com',
		'"ada"@example.com',
		'"a b"@example.com',
		'a b@example.com',
		'ada @example.com',
		'ada@ example.com',
		'ada@exam ple.com',
		'ada@example.com, eve@example.com',
		'ada@example.com;eve@example.com',
		'team:ada@example.com,eve@example.com;',
		'Ada <ada@example.com>',
		'<ada@example.com>',
		'ada@example.com>',
		'ada(comment)@example.com',
		'ada@example.com(comment)',
		'mailto:ada@example.com',
		'ada@example.com\n',
		'ada@example.com\r\nBcc: eve@example.com',
		'ada\n@example.com',
		'ada\0@example.com',
		'ada@exam\tple.com',
		'ada\u00a0@example.com',
		'ada@example.com\u200b\n',
		'äda@example.com',
		'\u212Aate@example.com',
		'\u0130x@example.com',
		'ａda@example.com',
		'ada@example.com/x',
		'ada@example.com:25',
		'ada@example.com?x',
		'ada@example.com#x',
		'ada@exa%6Dple.com',
		'ada@exa_mple.com',
		'ada\\@example.com',
		long(65, 10),
		long(64, 64),
		long(64, 63, 63, 60)
	])('%j', (typed) => {
		expect(normalizeEmail(typed)).toBeNull();
		const result = zEmail.safeParse(typed.replaceAll(/^ +| +$/g, ''));
		expect(result.success).toBe(false);
		expect(result.error?.issues[0]?.message).toMatch(/e-mail|address/i);
	});
});
