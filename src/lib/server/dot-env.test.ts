import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadDotEnv } from './dot-env';

const folder = mkdtempSync(join(tmpdir(), 'porchlight-dot-env-'));
const file = join(folder, '.env');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function load(content: string | Buffer, target: Record<string, string> = {}) {
	writeFileSync(file, content);
	loadDotEnv(file, target);
	return target;
}

it('fills only what is unset or empty', () => {
	const target = load('PORT=1\nSIGN_UP="closed"\nORIGIN=https://a.example\n', {
		PORT: '2',
		ORIGIN: ''
	});
	expect(target).toEqual({ PORT: '2', SIGN_UP: 'closed', ORIGIN: 'https://a.example' });
	expect(() => loadDotEnv(join(folder, 'none'))).not.toThrow();
});

describe('a file made on another system', () => {
	const text = 'PORT=4100\r\nMAIL_FROM=Größe: 1 <a@b>\r\n';
	const utf16 = Buffer.from(`\uFEFF${text}`, 'utf16le');

	it.each([
		['a byte-order mark', Buffer.from(`\uFEFF${text}`)],
		['no mark', Buffer.from(text)],
		['lone carriage returns', Buffer.from(text.replaceAll('\n', ''))],
		['UTF-16, little end first', utf16],
		['UTF-16, big end first', Buffer.from(utf16).swap16()]
	])('is read with %s', (_, bytes) => {
		expect(load(bytes)).toEqual({ PORT: '4100', MAIL_FROM: 'Größe: 1 <a@b>' });
	});
});

it.each([
	['A=1', '1'],
	['  A = 1  ', '1'],
	['export A=1', '1'],
	['\texport\tA="1 2"', '1 2'],
	['A=', ''],
	['A= # nothing', ''],
	['A=#nothing', ''],
	['A=1 # one', '1'],
	['A=1\t#one', '1'],
	['A=sqlite:./a#b.db', 'sqlite:./a#b.db'],
	['A=sqlite:./a b?c%20.db # mine', 'sqlite:./a b?c%20.db'],
	['A=smtp://me:1#2@host # mail', 'smtp://me:1#2@host'],
	['A="x # y" # z', 'x # y'],
	["A='x # $y' # z", 'x # $y'],
	['A=`say "hi"`', 'say "hi"'],
	['A="one\\ntwo"', 'one\ntwo'],
	["A='one\\ntwo'", 'one\\ntwo'],
	['A="one\r\ntwo"', 'one\ntwo'],
	['A=Acme "Co" <a@b>', 'Acme "Co" <a@b>'],
	['A="Acme: Accounts" <a@b>', '"Acme: Accounts" <a@b>'],
	['A="half', '"half'],
	['A=a=b==', 'a=b=='],
	['#A=0\n# A=0\nA=1', '1'],
	['A=0\nA=1', '1']
])('%j is %j', (content, value) => {
	expect(load(`${content}\nB=2\n`)).toEqual({ A: value, B: '2' });
});
