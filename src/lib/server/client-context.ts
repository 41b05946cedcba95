import { isIP } from 'node:net';
import type { RequestEvent } from '@sveltejs/kit';
import { canonicalAddress, readForwardedAddress, type ForwardedAddress } from './client-address.ts';
import { env } from './env.ts';
import { log } from './log.ts';

/** From where and with what a request comes: for limits and the record of activity. */
export type ClientContext = { address: string; userAgent: string };

/** From where whoever runs the site acts: it is not kept, and says nothing to whose record it is. */
export const nowhere: ClientContext = { address: '', userAgent: '' };

const USER_AGENT_MAX = 400;

/** The client's address and browser, as far as they can be trusted. */
export function clientContext(event: RequestEvent): ClientContext {
	return {
		address: clientAddress(event),
		userAgent: (event.request.headers.get('user-agent') ?? '').slice(0, USER_AGENT_MAX)
	};
}

/**
 * The client's IP address: that of `ADDRESS_HEADER` if it has one, else the socket's. That is the
 * proxy's then, which all its visitors share with its limits: the log tells of it once.
 */
function clientAddress(event: RequestEvent): string {
	const found = readHeader(event.request.headers);
	if (found && 'address' in found) return found.address;
	if (found) warnOnce(found);
	return canonicalAddress(event.platform?.req.socket.remoteAddress ?? event.getClientAddress());
}

function readHeader(headers: Headers): ForwardedAddress | null {
	const { ADDRESS_HEADER, XFF_DEPTH } = env();
	if (!ADDRESS_HEADER) return null;
	return readForwardedAddress(ADDRESS_HEADER, headers.get(ADDRESS_HEADER), XFF_DEPTH);
}

/** What the log has told: each kind of trouble once a process. */
const warned = new Set<string>();

/** An address that cannot be read is told by its shape (`9` a digit, `a` a letter), not its value. */
function warnOnce({ unreadable, entry }: Exclude<ForwardedAddress, { address: string }>): void {
	if (warned.has(unreadable)) return;
	warned.add(unreadable);
	const { ADDRESS_HEADER: header, XFF_DEPTH: depth } = env();
	const shape = entry.slice(0, 100).replace(/\d/g, '9').replace(/\p{L}/gu, 'a');
	log.warn(
		{ event: 'address-unreadable', header, depth, reason: unreadable, shape },
		'ADDRESS_HEADER does not tell the address of a visitor: it counts as the address of the proxy, ' +
			'and shares its limits with everybody of whom that is so. See docs/operations.md'
	);
}

/**
 * Warns once when all visitors would share one address and its limits: a proxy stands in front and
 * nothing says which header to believe, or that header holds what cannot be read.
 */
export function warnOfProxy(headers: Headers): void {
	const found = readHeader(headers);
	// A request without it may be a health check, past the proxy.
	if (found && 'unreadable' in found && found.unreadable !== 'absent') warnOnce(found);
	const header = ['x-forwarded-for', 'forwarded'].find((name) => headers.has(name));
	if (found || !header || warned.has('unset')) return;
	warned.add('unset');
	log.warn(
		{ event: 'proxy-unnamed', header },
		'A header of a proxy came in, but ADDRESS_HEADER is not set: all its visitors count as one ' +
			'address and share its limits. See docs/operations.md'
	);
}

/** The part of an address that one subscriber holds: an IPv4 address, an IPv6 /64. */
export function addressGroup(address: string): string {
	const text = canonicalAddress(address);
	return isIP(text) === 6 ? prefixOf(text, 4) : text;
}

/**
 * The network that an address is in, as far as somebody can have the whole of it: the /24 of an IPv4
 * address, the /48 of an IPv6 one.
 */
export function addressNetwork(address: string): string {
	const text = canonicalAddress(address);
	if (isIP(text) === 6) return prefixOf(text, 3);
	return isIP(text) === 4 ? `${text.split('.').slice(0, 3).join('.')}.0/24` : text;
}

/** @param groups of 16 bits that are kept. */
function prefixOf(text: string, groups: number): string {
	const [head = '', tail = ''] = text.split('::');
	const left = head.split(':').filter(Boolean);
	const right = tail.split(':').filter(Boolean);
	const zeros = Array<string>(8 - left.length - right.length).fill('0');
	return `${[...left, ...zeros, ...right].slice(0, groups).join(':')}::/${groups * 16}`;
}
