import { isIP } from 'node:net';
import type { RequestEvent } from '@sveltejs/kit';
import { env } from './env.ts';
import { log } from './log.ts';

/** From where and with what a request comes: for limits and the record of activity. */
export type ClientContext = { address: string; userAgent: string };

const USER_AGENT_MAX = 400;

/** The client's address and browser, as far as they can be trusted. */
export function clientContext(event: RequestEvent): ClientContext {
	return {
		address: clientAddress(event),
		userAgent: (event.request.headers.get('user-agent') ?? '').slice(0, USER_AGENT_MAX)
	};
}

/**
 * The client's IP address: that of `ADDRESS_HEADER` if it is a valid one, else the socket's. With
 * `X-Forwarded-For` the entry is `XFF_DEPTH` from the right, the part our own proxies wrote.
 */
function clientAddress(event: RequestEvent): string {
	const { ADDRESS_HEADER, XFF_DEPTH } = env();
	const header = ADDRESS_HEADER && event.request.headers.get(ADDRESS_HEADER);
	const entry = header ? (header.split(',').at(-(XFF_DEPTH ?? 1)) ?? '').trim() : '';
	if (isIP(entry)) return unmapped(entry);
	return unmapped(event.platform?.req.socket.remoteAddress ?? event.getClientAddress());
}

let warned = false;

/**
 * Warns once when a proxy seems to stand in front and nothing says which header to believe: all
 * visitors then share the proxy's address, and its limits.
 */
export function warnOfUnnamedProxy(headers: Headers): void {
	if (warned || env().ADDRESS_HEADER || !headers.has('x-forwarded-for')) return;
	warned = true;
	log.warn('X-Forwarded-For came in, but ADDRESS_HEADER is not set: see docs/operations.md');
}

/** An IPv4 address in IPv6's clothes, as a dual-stack socket gives it, becomes IPv4 again. */
const unmapped = (address: string) => address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');

/** The part of an address that one subscriber holds: an IPv4 address, an IPv6 /64. */
export function addressGroup(address: string): string {
	if (isIP(address) !== 6) return address;
	const [head = '', tail] = address.split('%')[0]!.split('::');
	const left = head.split(':').filter(Boolean);
	const right = (tail ?? '').split(':').filter(Boolean);
	const zeros = tail === undefined ? 0 : 8 - left.length - right.length;
	const groups = [...left, ...Array<string>(Math.max(zeros, 0)).fill('0'), ...right];
	return `${groups
		.slice(0, 4)
		.map((group) => parseInt(group, 16).toString(16))
		.join(':')}::/64`;
}
