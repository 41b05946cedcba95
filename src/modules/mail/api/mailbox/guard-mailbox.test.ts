import { expect, test, vi } from 'vitest';
import { allowsMailbox, guardMailbox } from './guard-mailbox';

function event(peer: string | undefined, forwarded = '127.0.0.1') {
	const request = new Request('http://localhost:3000/dev/mailbox', {
		headers: { host: 'localhost:3000' }
	});
	// Adapter-node's: an event whose socket is `peer`, and whose address a header may name.
	const platform = { req: { socket: { remoteAddress: peer } } } as App.Platform;
	return { request, platform, getClientAddress: () => forwarded, setHeaders: vi.fn() };
}

test('the owner of the machine reads it, and no cache keeps it', () => {
	const allowed = event('::ffff:127.0.0.1');
	guardMailbox(allowed);
	expect(allowed.setHeaders).toHaveBeenCalledWith({ 'cache-control': 'no-store' });
});

test.each(['192.0.2.7', undefined])('the socket (%s) decides, not what a header says', (peer) => {
	expect(() => guardMailbox(event(peer))).toThrow(expect.objectContaining({ status: 404 }));
});

test('in the dev server, which shows no socket, its client address counts', () => {
	const dev = { ...event(undefined), platform: undefined };
	expect(() => guardMailbox(dev)).not.toThrow();
	expect(() => guardMailbox({ ...dev, getClientAddress: () => '192.0.2.7' })).toThrow();
});

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
