import type { RequestEvent } from '@sveltejs/kit';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { addressGroup, addressNetwork, clientContext } from './client-context';

// Read at the first call.
vi.hoisted(() => {
	process.env.ADDRESS_HEADER = 'x-forwarded-for';
	process.env.XFF_DEPTH = '2';
});

/** As much of an event as is looked at. */
const event = (headers: Record<string, string>, peer = '198.51.100.1') =>
	({
		request: new Request('http://localhost:3000/', { headers }),
		platform: { req: { socket: { remoteAddress: peer } } },
		getClientAddress: () => {
			throw new Error('adapter-node throws where the header is absent');
		}
	}) as unknown as RequestEvent;
const addressOf = (forwarded: string, peer?: string) =>
	clientContext(event(forwarded ? { 'x-forwarded-for': forwarded } : {}, peer)).address;

describe("the client's address", () => {
	test.each([
		['192.0.2.7, 198.51.100.1', '192.0.2.7'],
		['6.6.6.6, 192.0.2.7, 198.51.100.1', '192.0.2.7'],
		['2001:db8::1,198.51.100.1', '2001:db8::1'],
		['2001:0DB8:0:0:0:0:0:1, x', '2001:db8::1'],
		['::ffff:192.0.2.7, x', '192.0.2.7'],
		['::FFFF:c000:207, x', '192.0.2.7'],
		['0:0:0:0:0:ffff:192.0.2.7, x', '192.0.2.7'],
		['192.0.2.7:80, x', '192.0.2.7'],
		['[2001:db8::1]:443, x', '2001:db8::1']
	])('is the entry that our own proxies wrote: %s', (forwarded, expected) => {
		expect(addressOf(forwarded)).toBe(expected);
	});

	test.each([
		'',
		'x',
		'192.0.2.7',
		'unknown, x',
		'192.0.2.7:port, x',
		'<script>, x',
		' , ',
		'999.1.1.1, x'
	])("is the socket's where the header has none: %j", (forwarded) => {
		expect(addressOf(forwarded)).toBe('198.51.100.1');
		expect(addressOf(forwarded, '::ffff:198.51.100.1')).toBe('198.51.100.1');
	});
});

test('a browser names itself in 400 characters at most', () => {
	const { userAgent } = clientContext(event({ 'user-agent': 'x'.repeat(5_000) }));
	expect(userAgent).toHaveLength(400);
	expect(clientContext(event({})).userAgent).toBe('');
});

test.each([
	['192.0.2.7', '192.0.2.7'],
	['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
	['2001:0db8:0001:0002::', '2001:db8:1:2::/64'],
	['2001:DB8:1:2::9', '2001:db8:1:2::/64'],
	['2001:db8::1', '2001:db8:0:0::/64'],
	['::1', '0:0:0:0::/64'],
	['1::', '1:0:0:0::/64'],
	['1:2:3:4:5:6:192.0.2.7', '1:2:3:4::/64'],
	['::1:2:3:4:5:192.0.2.7', '0:1:2:3::/64'],
	['fe80::1%eth0', 'fe80:0:0:0::/64']
])('limits count %s as %s', (address, group) => {
	expect(addressGroup(address)).toBe(group);
});

test.each([
	['192.0.2.7', '192.0.2.0/24'],
	['::ffff:192.0.2.7', '192.0.2.0/24'],
	['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
	['2001:db8::1', '2001:db8:0::/48'],
	['::1', '0:0:0::/48'],
	['', '']
])('limits of networks count %s as %s', (address, network) => {
	expect(addressNetwork(address)).toBe(network);
});

describe('the log', () => {
	afterEach(() => {
		process.env.ADDRESS_HEADER = 'x-forwarded-for';
		vi.resetModules();
	});

	/** The lines of a process of its own, that begins with this header's name. */
	async function fresh(header: string) {
		process.env.ADDRESS_HEADER = header;
		vi.resetModules();
		const { log } = await import('./log');
		const lines: object[] = [];
		vi.spyOn(log, 'warn').mockImplementation((first) => void lines.push(first as object));
		return { ...(await import('./client-context')), lines };
	}

	test('tells once of each reason why a header is not read, and of no address', async () => {
		const { clientContext, warnOfProxy, lines } = await fresh('x-forwarded-for');
		for (const forwarded of ['unknown-77, 10.0.0.1', 'bad, 10.0.0.1', '203.0.113.8', '']) {
			warnOfProxy(event({ 'x-forwarded-for': forwarded }).request.headers);
			clientContext(event({ 'x-forwarded-for': forwarded }));
			clientContext(event({}));
		}
		expect(lines).toMatchObject([
			{ event: 'address-unreadable', reason: 'not an address', shape: 'aaaaaaa-99', depth: 2 },
			{ reason: 'absent', shape: '' },
			{ reason: 'too few entries', shape: '999.9.999.9' }
		]);
	});

	test('tells at once of a header that is not read, but not of a request without it', async () => {
		const { warnOfProxy, lines } = await fresh('forwarded');
		warnOfProxy(new Headers());
		expect(lines).toEqual([]);
		warnOfProxy(new Headers({ forwarded: 'for=unknown, for=10.0.0.1' }));
		expect(lines).toMatchObject([{ reason: 'not an address', shape: 'aaa=aaaaaaa' }]);
	});

	test.each(['x-forwarded-for', 'forwarded'])(
		'tells once that %s came in while nothing says which header to believe',
		async (header) => {
			const { warnOfProxy, lines } = await fresh('');
			warnOfProxy(new Headers());
			warnOfProxy(new Headers({ [header]: '203.0.113.8' }));
			warnOfProxy(new Headers({ [header]: '203.0.113.9' }));
			expect(lines).toMatchObject([{ event: 'proxy-unnamed', header }]);
		}
	);
});
