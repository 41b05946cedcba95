import { describe, expect, test } from 'vitest';
import { canonicalAddress, readForwardedAddress } from './client-address';

const read = (name: string, header: string | null, depth = 1) => {
	const found = readForwardedAddress(name, header, depth);
	return 'address' in found ? found.address : `(${found.unreadable})`;
};

describe('X-Forwarded-For', () => {
	test.each([
		['203.0.113.8:51234', 1, '203.0.113.8'],
		['[2001:db8::7]:443', 1, '2001:db8::7'],
		['[2001:DB8:0::7]', 1, '2001:db8::7'],
		['2001:db8::7', 1, '2001:db8::7'],
		['[::ffff:203.0.113.8]:80', 1, '203.0.113.8'],
		['::FFFF:cb00:7108', 1, '203.0.113.8'],
		['"203.0.113.8:1"', 1, '203.0.113.8'],
		['fe80::1%eth0', 1, 'fe80::1'],
		['6.6.6.6:1, 198.51.100.2:40000, 10.0.0.9:8080', 2, '198.51.100.2'],
		['6.6.6.6,\t[2001:db8::2]:1 ,10.0.0.9', 2, '2001:db8::2'],
		['6.6.6.6, 203.0.113.8,', 1, '203.0.113.8'],
		['"6.6.6.6, 203.0.113.8', 1, '203.0.113.8']
	])('%s (%i) is %s', (header, depth, expected) => {
		expect(read('x-forwarded-for', header, depth)).toBe(expected);
	});

	test.each([
		[null, 1, '(absent)'],
		[' ', 1, '(absent)'],
		[' , ', 1, '(too few entries)'],
		['203.0.113.8', 2, '(too few entries)'],
		['unknown', 1, '(not an address)'],
		['999.1.1.1:80', 1, '(not an address)'],
		['203.0.113.8:http', 1, '(not an address)'],
		['203.0.113.8:123456', 1, '(not an address)'],
		['[203.0.113.8', 1, '(not an address)'],
		['[2001:db8::7]443', 1, '(not an address)'],
		['localhost', 1, '(not an address)']
	])('%j (%i) is %s', (header, depth, expected) => {
		expect(read('x-forwarded-for', header, depth)).toBe(expected);
	});
});

describe('Forwarded', () => {
	test.each([
		['for=192.0.2.60;proto=http;by=203.0.113.43', 1, '192.0.2.60'],
		['For="[2001:db8:cafe::17]:4711"', 1, '2001:db8:cafe::17'],
		['proto=https; FOR="192.0.2.43:47011" ;host=id.example', 1, '192.0.2.43'],
		['for="192.0.2.43:_gazonk"', 1, '192.0.2.43'],
		['for="\\[2001:db8::\\9]"', 1, '2001:db8::9'],
		['for="[::ffff:192.0.2.44]"', 1, '192.0.2.44'],
		['for=6.6.6.6, for=192.0.2.43, for="[2001:db8::1]:1";by=_edge', 2, '192.0.2.43'],
		['for="_gaz,elle", for=198.51.100.17', 1, '198.51.100.17'],
		['for=198.51.100.18;secret="a,b"', 1, '198.51.100.18'],
		['host="x;for=6.6.6.6";for=198.51.100.19', 1, '198.51.100.19']
	])('%s (%i) is %s', (header, depth, expected) => {
		expect(read('forwarded', header, depth)).toBe(expected);
	});

	test.each([
		['for=unknown', 1, '(not an address)'],
		['for=_hidden', 1, '(not an address)'],
		['proto=https', 1, '(not an address)'],
		['for=192.0.2.1;for=192.0.2.2', 1, '(not an address)'],
		['for=192.0.2.1 for=192.0.2.2', 1, '(not an address)'],
		['203.0.113.8', 1, '(not an address)'],
		['for=192.0.2.1', 3, '(too few entries)']
	])('%s (%i) is %s', (header, depth, expected) => {
		expect(read('forwarded', header, depth)).toBe(expected);
	});

	test.each(['for="', 'for=6.6.6.6, for=x;a="', 'for="\\', '"', 'for=6.6.6.6;a="b", for="'])(
		'a client that sends %s cannot move or swallow what a proxy wrote',
		(sent) => {
			expect(read('forwarded', `${sent}, for="[2001:db8::5]:9"`)).toBe('2001:db8::5');
			expect(read('forwarded', `${sent}, for=192.0.2.5, for="[2001:db8::6]"`, 2)).toBe('192.0.2.5');
		}
	);
});

test('a header that is no list has one address, whatever the number of proxies', () => {
	expect(read('x-real-ip', '203.0.113.9:1', 3)).toBe('203.0.113.9');
	expect(read('cf-connecting-ip', '2001:db8::9', 2)).toBe('2001:db8::9');
	expect(read('x-real-ip', '6.6.6.6, 203.0.113.9', 2)).toBe('203.0.113.9');
});

test('one spelling an address', () => {
	expect(canonicalAddress('2001:0DB8:0:0::1')).toBe('2001:db8::1');
	expect(canonicalAddress('::ffff:10.0.0.1')).toBe('10.0.0.1');
	expect(canonicalAddress('10.0.0.1')).toBe('10.0.0.1');
});
