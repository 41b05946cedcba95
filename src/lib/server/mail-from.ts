/** Who a mail comes from: the name as people read it, and the address alone. */
export interface Sender {
	name: string;
	address: string;
}

const atom = String.raw`[^\s<>@()[\],;:\\"]+`;
const address = String.raw`${atom}@(?:${atom}|\[[\w.:]+\])`;
const bare = new RegExp(`^${address}$`, 'u');
const named = new RegExp(String.raw`^([^\p{Cc}]*?)\s*<\s*(${address})\s*>$`, 'u');

/**
 * Reads `MAIL_FROM`: an address, or a name and an address in angle brackets. The name is taken whole,
 * whatever RFC 5322 would have it quoted for (`Acme: Accounts <a@b.example>`); one in quotes from end
 * to end loses them. `null` where it is neither, or names two addresses.
 */
export function parseMailFrom(value: string): Sender | null {
	if (bare.test(value)) return { name: '', address: value };
	const [, written = '', found] = named.exec(value) ?? [];
	if (!found) return null;
	const quoted = /^"((?:[^"\\]|\\.)*)"$/.exec(written)?.[1];
	if (quoted !== undefined) return { name: quoted.replace(/\\(.)/g, '$1'), address: found };
	return /<[^<>]*@[^<>]*>/.test(written) ? null : { name: written, address: found };
}
