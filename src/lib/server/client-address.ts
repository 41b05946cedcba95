import { isIP } from 'node:net';

/** Why a header does not tell the client's address. */
type Unreadable = 'absent' | 'too few entries' | 'not an address';
export type ForwardedAddress = { address: string } | { unreadable: Unreadable; entry: string };

/** Headers to which each proxy adds an entry on the right; any other holds one address. */
export const listHeaders = new Set(['x-forwarded-for', 'forwarded']);
const quoted = String.raw`"(?:[^"\\]|\\.)*"`;
const balanced = new RegExp(`^(?:[^"]|${quoted})*$`);
const listEntry = new RegExp(`(?:[^",]|${quoted})+`, 'g');
const pair = new RegExp(String.raw`\s*([\w!#$%&'*+.^|~-]+)=(${quoted}|[^\s;"]*)\s*(?:;|$)`, 'y');
const withPort = /^(?:\[([^\]]*)\]|([\d.]+))(?::(?:\d{1,5}|_[\w.-]+))?$/;

/**
 * The client's address in the header that names it: an IP address, with or without a port, IPv6 also
 * in brackets; in `Forwarded` the parameter `for` (RFC 7239, sections 4 and 6).
 * @param depth how many proxies wrote into `X-Forwarded-For` or `Forwarded`: the entry is counted from
 * the right, as whatever stands further left may come from the client.
 */
export function readForwardedAddress(
	name: string,
	header: string | null,
	depth: number
): ForwardedAddress {
	if (!header?.trim()) return { unreadable: 'absent', entry: '' };
	const entries = splitList(header);
	const entry = entries.at(listHeaders.has(name) ? -depth : -1);
	if (entry === undefined) return { unreadable: 'too few entries', entry: header };
	const node = unquote(name === 'forwarded' ? forParameter(entry) : entry);
	const [, bracketed, bare] = withPort.exec(node) ?? [];
	const address = bracketed ?? bare ?? node;
	return isIP(address)
		? { address: canonicalAddress(address) }
		: { unreadable: 'not an address', entry };
}

/** One spelling an address. IPv4 in IPv6's clothes, as a dual-stack socket gives it, is IPv4 again. */
export function canonicalAddress(address: string): string {
	if (isIP(address) !== 6) return address;
	const text = new URL(`http://[${address.split('%')[0]}]`).hostname.slice(1, -1);
	const mapped = /^::ffff:(?<high>[0-9a-f]+):(?<low>[0-9a-f]+)$/.exec(text)?.groups;
	if (!mapped) return text;
	const bytes = [mapped.high, mapped.low].map((group) => parseInt(group ?? '', 16));
	return bytes.flatMap((group) => [group >> 8, group & 255]).join('.');
}

/**
 * The entries of a list. A comma in a quoted text separates nothing; but a client that opens a quote and
 * leaves it open must not swallow what our proxies wrote behind it.
 */
function splitList(header: string): string[] {
	const entries = balanced.test(header) ? (header.match(listEntry) ?? []) : header.split(',');
	return entries.map((entry) => entry.trim()).filter(Boolean);
}

/** The one parameter `for` of an element of `Forwarded`, or nothing when the element is malformed. */
function forParameter(element: string): string {
	const found: string[] = [];
	let end = 0;
	while (end < element.length) {
		pair.lastIndex = end;
		const [whole, name, value] = pair.exec(element) ?? [];
		if (!whole) return '';
		if (name?.toLowerCase() === 'for') found.push(value ?? '');
		end += whole.length;
	}
	return found.length === 1 ? (found[0] ?? '') : '';
}

function unquote(text: string): string {
	const inside = /^"(.*)"$/s.exec(text)?.[1];
	return inside === undefined ? text : inside.replace(/\\(.)/gs, '$1');
}
