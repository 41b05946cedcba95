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
		['taro..yamada@docomo.example', 'taro..yamada@docomo.example'],
		['hanako.@ezweb.example', 'hanako.@ezweb.example'],
		['.ada@example.com', '.ada@example.com'],
		['-_..._-@docomo.example', '-_..._-@docomo.example'],
		[long(64, 63, 63, 50), long(64, 63, 63, 50)]
	])('%.40s', (typed, stored) => {
		expect(normalizeEmail(typed)).toBe(stored);
		expect(normalizeEmail(stored)).toBe(stored);
	});

	test('with spaces around it', () => {
		expect(zEmail.parse('  Ada@Example.com ')).toBe('ada@example.com');
	});

	test.each([
		'ada＠example.com',
		'ａｄａ＠ｅｘａｍｐｌｅ．ｃｏｍ',
		'ada@example．com',
		'ada@example。com',
		'ada@example｡com',
		'ada@example.com\u00a0',
		'\u3000ada@example.com\u202f\u2003',
		'\tada@example.com\t',
		'\ufeffada@example.com',
		'ada\u200b@example.com\u200b',
		'ada@\u2060example.com',
		'\u200eada@example.com\u200f',
		'\u202aada@example.com\u202c',
		'\u2068ada@example.com\u2069',
		'ada@exam\u00adple.com',
		'ada@exam\u200dple.com'
	])('as keyboards and programs write it: %j', (typed) => {
		expect(zEmail.parse(typed)).toBe('ada@example.com');
	});

	test('with any full stop in its name', () => {
		expect(zEmail.parse('taro。。yamada＠docomo。example')).toBe('taro..yamada@docomo.example');
	});

	test('with the joiner that belongs to its domain', () => {
		expect(zEmail.parse('ada@نامه\u200cای.example')).toBe(
			normalizeEmail('ada@نامه\u200cای.example')
		);
		expect(zEmail.parse('ada@نامه\u200cای.example')).not.toBe(normalizeEmail('ada@نامهای.example'));
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
		'.@example.com',
		'...@example.com',
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

test('what a provider vouches for is not folded into another address', () => {
	expect(normalizeEmail('ａda@example.com')).toBeNull();
	expect(normalizeEmail('ada\u200b@example.com')).toBeNull();
});
