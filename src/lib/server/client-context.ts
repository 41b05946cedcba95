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
	if (isIP(entry)) return canonical(entry);
	return canonical(event.platform?.req.socket.remoteAddress ?? event.getClientAddress());
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

/** One spelling an address. IPv4 in IPv6's clothes, as a dual-stack socket gives it, is IPv4 again. */
function canonical(address: string): string {
	if (isIP(address) !== 6) return address;
	const text = new URL(`http://[${address.split('%')[0]}]`).hostname.slice(1, -1);
	const mapped = /^::ffff:(?<high>[0-9a-f]+):(?<low>[0-9a-f]+)$/.exec(text)?.groups;
	if (!mapped) return text;
	const bytes = [mapped.high, mapped.low].map((group) => parseInt(group ?? '', 16));
	return bytes.flatMap((group) => [group >> 8, group & 255]).join('.');
}

/** The part of an address that one subscriber holds: an IPv4 address, an IPv6 /64. */
export function addressGroup(address: string): string {
	const text = canonical(address);
	if (isIP(text) !== 6) return text;
	const [head = '', tail = ''] = text.split('::');
	const left = head.split(':').filter(Boolean);
	const right = tail.split(':').filter(Boolean);
	const zeros = Array<string>(8 - left.length - right.length).fill('0');
	return `${[...left, ...zeros, ...right].slice(0, 4).join(':')}::/64`;
}
