import { expect, test } from 'vitest';
import { parseMailFrom } from './mail-from';

test.each([
	['a@b', '', 'a@b'],
	['<a@b.example>', '', 'a@b.example'],
	['Acme <a@b.example>', 'Acme', 'a@b.example'],
	['Acme<a@b.example>', 'Acme', 'a@b.example'],
	['Acme: Accounts <a@b>', 'Acme: Accounts', 'a@b'],
	['Acme [test] (beta) <a@b.example>', 'Acme [test] (beta)', 'a@b.example'],
	['Acme <Accounts> < a@b.example >', 'Acme <Accounts>', 'a@b.example'],
	['"Acme, Inc." <a@b.example>', 'Acme, Inc.', 'a@b.example'],
	['"The \\"Acme\\" \\\\ Co" <a@b.example>', 'The "Acme" \\ Co', 'a@b.example'],
	['The "Acme" Co <a@b.example>', 'The "Acme" Co', 'a@b.example'],
	['"Acme <x@y.example>" <a@b.example>', 'Acme <x@y.example>', 'a@b.example'],
	['me@acme; desk <a@b.example>', 'me@acme; desk', 'a@b.example'],
	['Größe & Söhne <a@bücher.example>', 'Größe & Söhne', 'a@bücher.example'],
	['アクメ：会計 <a@[192.0.2.1]>', 'アクメ：会計', 'a@[192.0.2.1]']
])('%s', (value, name, address) => {
	expect(parseMailFrom(value)).toEqual({ name, address });
});

test.each([
	'',
	'Acme',
	'Acme <>',
	'Acme <a>',
	'a@b.example, c@d.example',
	'Acme <a@b.example>, Other <c@d.example>',
	'Acme <a@b.example> desk',
	'a@b.example (Acme)',
	'Acme <a b@c.example>',
	'Acme <a,c@b.example>',
	'Acme\r\nBcc: x <a@b.example>',
	'Acme <a@b@c.example>'
])('%j is refused', (value) => {
	expect(parseMailFrom(value)).toBeNull();
});
