import { describe, expect, test } from 'vitest';
import { safePath } from './redirect-to';

/** Every one of these has taken some browser, or some parser, to another site or to a script. */
export const tricks = [
	'//evil.example',
	'///evil.example',
	'////evil.example',
	'/\\evil.example',
	'\\/evil.example',
	'\\\\evil.example',
	'/\\/evil.example',
	'/\t/evil.example',
	'/\n/evil.example',
	'/\r/evil.example',
	'\t//evil.example',
	' //evil.example',
	'/ /evil.example\n',
	'/.//evil.example',
	'/..//evil.example',
	'/x/..//evil.example',
	'/x/../..//evil.example',
	'/%2e//evil.example',
	'/%2e%2e//evil.example',
	'/x/%2e%2e//evil.example',
	'/./\\evil.example',
	'https://evil.example',
	'https:evil.example',
	'https:/evil.example',
	'http:\\\\evil.example',
	'HTTPS://EVIL.EXAMPLE',
	'javascript:alert(1)',
	'JaVaScRiPt:alert(1)',
	'java\nscript:alert(1)',
	'\u0001javascript:alert(1)',
	'data:text/html,<script>alert(1)</script>',
	'vbscript:x',
	'blob:https://evil.example/1',
	'file:///etc/passwd',
	'@evil.example',
	'evil.example',
	'.evil.example',
	'localhost:3000@evil.example',
	'http://localhost:3000@evil.example',
	'http://localhost:3000.evil.example',
	'http://localhost:3000',
	'?redirectTo=/x',
	'#x',
	'',
	' ',
	'.',
	'..',
	'/\u0000/evil.example',
	'/\u007f/evil.example',
	'/\u0085/evil.example',
	`/${'x'.repeat(2_000)}`
];

const site = 'http://localhost:3000';

describe('a path of this site is kept', () => {
	test.each([
		'/',
		'/settings/profile',
		'/settings/profile?tab=1&x=%2F%2Fevil.example#top',
		'/u/ada_l',
		'/x//y',
		'/@evil.example',
		'/javascript:alert(1)',
		'/a b',
		'/grüße/日本',
		'/%2F%2Fevil.example',
		'/%5Cevil.example',
		'/%09/evil.example',
		'/%0A/evil.example',
		'/\u2215\u2215evil.example',
		'/\uff0f\uff0fevil.example',
		'/\u3002evil.example'
	])('%s', (path) => {
		const safe = safePath(path);
		expect(safe).not.toBe('');
		expect(new URL(safe, site).href).toBe(new URL(path, site).href);
		expect(new URL(safe, site).origin).toBe(site);
	});
});

test.each(tricks)('%j leads nowhere else', (trick) => {
	expect(safePath(trick)).toBe('/');
	expect(safePath(trick, '/settings')).toBe('/settings');
});

test.each([undefined, null, 7, {}, ['/x'], Symbol('x')])('what is no text is refused', (value) => {
	expect(safePath(value)).toBe('/');
});

test('what comes out leads to the same place when it goes in again', () => {
	for (const path of [...tricks, '/a b', '/x/../y', '/./x', '/%2e/x', '/x?a#b']) {
		const once = safePath(path);
		expect(safePath(once)).toBe(once);
		expect(once).toMatch(/^\/(?![/\\])/);
	}
});
