import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readEnv } from './env';
import { isAtDomain } from './email-address';
import { readRefusedDomains } from './refused-domains';

const folder = mkdtempSync(join(tmpdir(), 'refused-'));

function listed(text: string) {
	const file = join(folder, 'list.txt');
	writeFileSync(file, text);
	return { file, read: readRefusedDomains(file) };
}

test('a list is read as such lists are written', () => {
	const { read } = listed(
		'\uFEFF# throw-away\r\n\r\nMailinator.com\n@two.example # why\n*.three.example\n.bücher.example\nxn--p1ai\n'
	);
	expect('domains' in read && [...read.domains]).toEqual([
		'mailinator.com',
		'two.example',
		'three.example',
		'xn--bcher-kva.example',
		'xn--p1ai'
	]);
});

test.each([
	['a@mailinator.com', true],
	['a@mail.mailinator.com', true],
	['a@a.b.mailinator.com', true],
	['a@notmailinator.com', false],
	['a@mailinator.com.example', false],
	['mailinator.com@example.org', false]
])('%s is refused: %s', (email, refused) => {
	expect(isAtDomain(email, new Set(['mailinator.com']))).toBe(refused);
	expect(isAtDomain(email, undefined)).toBe(false);
});

test('what is no list stops the start, which names the line', () => {
	const start = (file: string) => () => readEnv({ REFUSED_DOMAINS: file }, join(folder, 'secret'));
	expect(start(join(folder, 'absent'))).toThrow(/REFUSED_DOMAINS[^]*ENOENT/);
	expect(start(folder)).toThrow(/REFUSED_DOMAINS[^]*EISDIR/);
	const { file } = listed('one.example\n<html>\n');
	expect(start(file)).toThrow('line 2 is "<html>"');
	expect(readEnv({ REFUSED_DOMAINS: listed('').file }, join(folder, 'secret'))).toMatchObject({
		REFUSED_DOMAINS: new Set()
	});
});
