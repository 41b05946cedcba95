import { expect, test, vi } from 'vitest';
import { guardMailbox } from './guard-mailbox';

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
