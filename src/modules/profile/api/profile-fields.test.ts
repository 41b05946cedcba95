import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import * as fields from './profile-fields';

const accepts = (field: z.ZodType, input: unknown, output: unknown = input) =>
	expect(field.safeParse(input)).toEqual({ success: true, data: output });
const refuses = (field: z.ZodType, input: unknown, sentence: RegExp) =>
	expect(field.safeParse(input).error?.issues.map(({ message }) => message)).toEqual([
		expect.stringMatching(sentence)
	]);

describe('username', () => {
	it.each(['ada', 'Ada_Lovelace-1815', 'a'.repeat(32), '_ab', '007'])('accepts %s', (name) =>
		accepts(fields.username, name)
	);
	it('trims, and is cleared by nothing or blanks', () => {
		accepts(fields.username, ' ada ', 'ada');
		accepts(fields.username, '', null);
		accepts(fields.username, ' \t', null);
	});
	it.each([
		'ａｄａ＿１',
		'ada\u200b_1',
		'\ufeffada_1\u00a0',
		'a\u2060da_1\u200e',
		'\tada_1',
		'a\u200dda_1'
	])('reads %j as ada_1', (name) => accepts(fields.username, name, 'ada_1'));
	it.each(['\u200b', '\u2060', '\ufeff', '\u200e\u200f', '\u3164'])(
		'refuses %j, which shows nothing',
		(name) => refuses(fields.username, name, /^Use 3 to 32 letters/)
	);
	it.each([
		'ad',
		'a'.repeat(33),
		'ada lovelace',
		'ada.l',
		'ädä',
		'аda', // Cyrillic а
		'ada\nb',
		'\u212aelvin', // Kelvin sign, lower case k
		'---',
		'ada/..',
		'%41da'
	])('refuses %j for its form', (name) => refuses(fields.username, name, /^Use 3 to 32 letters/));
});

describe('display name', () => {
	it('accepts every script, emoji with joiners, and 80 code points', () => {
		for (const name of ['Ada', 'Žofie Nováková', '李小龍', 'می‌خواهم', '👩‍🚀 Ada', '😀'.repeat(80)]) {
			accepts(fields.displayName, name);
		}
	});
	it('trims, composes and clears', () => {
		accepts(fields.displayName, ' Zoe\u0301 \n', 'Zoé');
		accepts(fields.displayName, '  ', null);
	});
	it('counts after composing, and refuses 81', () => {
		accepts(fields.displayName, 'e\u0301'.repeat(80), 'é'.repeat(80));
		refuses(fields.displayName, 'a'.repeat(81), /^Use 80 characters or fewer/);
	});
	it.each(['a\nb', 'a\0b', 'a\u202Eb', 'a\u202cb', 'a\u2066b', 'a\u2069b', 'a\u2028b', 'a\u0085b'])(
		'refuses the hidden character in %j',
		(name) => refuses(fields.displayName, name, /can't be seen/)
	);
	it('drops what means nothing', () => {
		accepts(fields.displayName, 'a\tb', 'a b');
		accepts(fields.displayName, 'a\u200Bb', 'ab');
		accepts(fields.displayName, '\u200fדנה\u200e', 'דנה');
		accepts(fields.displayName, `${'a'.repeat(80)}\u2060\ufeff`, 'a'.repeat(80));
	});
	it('takes no more than four marks on a letter', () =>
		accepts(fields.displayName, `Z${'\u0336'.repeat(60)}`, `Z${'\u0336'.repeat(4)}`));
	it.each([
		'\u200d',
		'\u3164',
		'\u115f\u1160',
		'\u2800',
		'\u00ad',
		'\u034f',
		'\u200b',
		'\ufeff \u200f',
		'\u2060'
	])('refuses %j, which shows nothing', (name) =>
		refuses(fields.displayName, name, /can't be seen/)
	);
});

describe('bio', () => {
	it('keeps line breaks, each as one character', () => {
		accepts(fields.bio, 'One\r\nTwo\rThree\n\nFour', 'One\nTwo\nThree\n\nFour');
		const lines = Array.from({ length: 250 }, () => 'a');
		accepts(fields.bio, `${lines.join('\r\n')}b`, `${lines.join('\n')}b`);
	});
	it('takes 500 code points and refuses 501', () => {
		accepts(fields.bio, '😀'.repeat(500));
		refuses(fields.bio, 'a'.repeat(501), /^Use 500 characters or fewer/);
	});
	it('drops what means nothing, and keeps what does', () => {
		accepts(fields.bio, 'a\tb\u200f\u200b\ufeff!', 'a b!');
		accepts(fields.bio, 'Bonjour\u202f! می\u200cخواهم', 'Bonjour\u202f! می\u200cخواهم');
	});
	it.each(['a\0b', 'a\u001bb', 'a\u202eb', 'a\u2069b', '\u200b', '\u200d\n'])(
		'refuses %j',
		(text) => refuses(fields.bio, text, /can't be seen/)
	);
	it('is cleared by blanks', () => accepts(fields.bio, ' \r\n ', null));
});

describe('website', () => {
	it('is stored in the form of the URL standard', () => {
		accepts(fields.website, ' HTTPS://Example.COM ', 'https://example.com/');
		accepts(fields.website, 'http://bücher.example/ö', 'http://xn--bcher-kva.example/%C3%B6');
		accepts(fields.website, '', null);
	});
	it.each([
		'example',
		'localhost',
		'localhost:3000',
		'LOCALHOST/x',
		'my page',
		'hello. World',
		'~ada',
		'/ada',
		'//localhost',
		'\\\\example.com',
		'1.2.3',
		'192.0.2.7',
		'[::1]',
		'ada@example.com',
		'ada:pw@example.com',
		'mailto:ada@example.com',
		'tel:112',
		'tel:5551234',
		'sms.example:hello',
		'ttps://example.com',
		'file:///etc/passwd',
		'example.com:99999',
		'example.com:x',
		'javascript:alert(1)',
		'javascript:1',
		'javascript\u200b:alert(1)',
		'ｊａｖａｓｃｒｉｐｔ：alert(1)',
		'java\nscript:alert(1)',
		'data:text/html,hi',
		'ftp://example.com',
		'https://',
		'https://exa mple.com',
		'https://example.com/\u202Egnp'
	])('refuses %j', (url) => refuses(fields.website, url, /^This is not a web address/));
	it.each([
		'https://ada@example.com',
		'https://ada:pw@example.com',
		'https://example.com@evil.test'
	])('refuses the credentials in %s', (url) => refuses(fields.website, url, /name or password/));
	it.each([
		['example.com', 'https://example.com/'],
		['example.com/~ada', 'https://example.com/~ada'],
		['www.Example.com', 'https://www.example.com/'],
		['//example.com/x', 'https://example.com/x'],
		['example.com:8443/x', 'https://example.com:8443/x'],
		['example.com:8443', 'https://example.com:8443/'],
		['example.com?ada#me', 'https://example.com/?ada#me'],
		['example.com/@ada', 'https://example.com/@ada'],
		['example.com/a:b', 'https://example.com/a:b'],
		['bücher.example/ö', 'https://xn--bcher-kva.example/%C3%B6'],
		['例え.テスト', 'https://xn--r8jz45g.xn--zckzah/'],
		['example.com.', 'https://example.com./'],
		['example。com', 'https://example.com/'],
		['ｈｔｔｐｓ：／／ｅｘａｍｐｌｅ．ｃｏｍ／～ａｄａ', 'https://example.com/~ada'],
		[
			'ｅｘａｍｐｌｅ．ｃｏｍ/けいおん！',
			'https://example.com/%E3%81%91%E3%81%84%E3%81%8A%E3%82%93%EF%BC%81'
		],
		['\u200bexample.com\u00a0', 'https://example.com/'],
		['https://example.com/می\u200cخواهم', `https://example.com/${encodeURI('می\u200cخواهم')}`],
		['http://localhost:3000', 'http://localhost:3000/']
	])('reads %j as %s', (typed, url) => accepts(fields.website, typed, url));
	it('counts 200 characters as stored', () => {
		const path = (length: number) => `https://example.com/${'a'.repeat(length - 20)}`;
		accepts(fields.website, path(200));
		refuses(fields.website, path(201), /^Use 200 characters or fewer/);
		refuses(
			fields.website,
			`https://example.com/${'ö'.repeat(100)}`,
			/^As browsers write it.* 200/
		);
		refuses(fields.website, `example.com/${'a'.repeat(185)}`, /^As .* with https:.* 200/);
	});
});

describe('visibility', () => {
	it('is private or public, and private where empty', () => {
		accepts(fields.visibility, 'private');
		accepts(fields.visibility, 'public');
		accepts(fields.visibility, '', 'private');
	});
	it.each(['Public', 'friends', 'toString'])('refuses %s', (value) =>
		refuses(fields.visibility, value, /^Choose who/)
	);
});

it.each(['username', 'displayName', 'bio', 'website', 'visibility'] as const)(
	'refuses a file for %s and leaves it out where it is absent',
	(name) => {
		const form = z.object({ [name]: fields[name].optional() });
		expect(form.safeParse({ [name]: new File(['x'], 'x') }).success).toBe(false);
		expect(form.safeParse({})).toEqual({ success: true, data: {} });
	}
);

describe('a text of many marks', () => {
	// Composing it takes many seconds: each of the later marks has to find its place before the first.
	const marks = `a${'\u0301'.repeat(60_000)}${'\u0316'.repeat(60_000)}`;

	it.each([
		[fields.displayName, marks],
		[fields.bio, marks],
		[fields.website, `https://${marks}.example`]
	])('is refused before it can keep the server busy', (field, text) => {
		const start = performance.now();
		refuses(field, text, /characters or fewer/);
		expect(performance.now() - start).toBeLessThan(1_000);
	});
	it('is counted in whatever form it is written', () => {
		accepts(fields.displayName, 'ᾂ'.repeat(80).normalize('NFD'), 'ᾂ'.repeat(80));
		accepts(fields.bio, 'ᾂ'.repeat(500).normalize('NFD'), 'ᾂ'.repeat(500));
	});
});
