import { expect, test } from 'vitest';
import { allowsMailbox } from './allows-mailbox';

const settings = { mailboxEnabled: true, ORIGIN: 'http://localhost:3000' };
const request = (headers: Record<string, string> = {}, peer: string | undefined = '127.0.0.1') => ({
	peer,
	headers: new Headers({ host: 'localhost:3000', ...headers })
});

test.each(['127.0.0.1', '127.8.9.10', '::1', '::ffff:127.0.0.1'])('%s may read it', (peer) => {
	expect(allowsMailbox(request({}, peer), settings)).toBe(true);
});

test.each(['192.0.2.1', '10.0.0.1', '::ffff:10.0.0.1', 'fe80::1', '127.0.0.1.evil.example', ''])(
	'%j may not',
	(peer) => {
		expect(allowsMailbox(request({}, peer), settings)).toBe(false);
	}
);

test('without a known peer it is closed', () => {
	const { headers } = request();
	expect(allowsMailbox({ peer: undefined, headers }, settings)).toBe(false);
});

test.each(['evil.example', 'evil.example:3000', 'localhost', 'localhost:3001', '127.0.0.1:3000'])(
	'under the name %s it is closed',
	(host) => {
		expect(allowsMailbox(request({ host }), settings)).toBe(false);
	}
);

test.each([
	'Forwarded',
	'Via',
	'X-Real-IP',
	'X-Forwarded-For',
	'X-Forwarded-Host',
	'x-forwarded-proto'
])('a request with %s came through a proxy: closed', (name) => {
	expect(allowsMailbox(request({ [name]: '127.0.0.1' }), settings)).toBe(false);
});

test('with a mail server, or away from localhost, it does not exist', () => {
	expect(allowsMailbox(request(), { ...settings, mailboxEnabled: false })).toBe(false);
});
