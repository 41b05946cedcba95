import type { RequestEvent } from '@sveltejs/kit';
import { describe, expect, test, vi } from 'vitest';
import { addressGroup, clientContext } from './client-context';

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
		['0:0:0:0:0:ffff:192.0.2.7, x', '192.0.2.7']
	])('is the entry that our own proxies wrote: %s', (forwarded, expected) => {
		expect(addressOf(forwarded)).toBe(expected);
	});

	test.each([
		'',
		'x',
		'192.0.2.7',
		'unknown, x',
		'192.0.2.7:80, x',
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
