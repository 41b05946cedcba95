export interface Cookie {
	value: string;
	/** Lower-case names; a bare attribute has the value `true`. */
	attributes: Record<string, string | true>;
}

/** Reads a `Set-Cookie` header (RFC 6265, 5.2). */
function parseSetCookie(header: string): [name: string, cookie: Cookie] {
	const [pair = '', ...rest] = header.split(';').map((part) => part.trim());
	const equals = pair.indexOf('=');
	const attributes = rest.map((part) => {
		const [name = '', value] = part.split('=');
		return [name.toLowerCase(), value ?? true] as const;
	});
	return [
		pair.slice(0, equals),
		{
			value: decodeURIComponent(pair.slice(equals + 1)),
			attributes: Object.fromEntries(attributes)
		}
	];
}

/** The cookies of one browser. They go when they are deleted, and never by time. */
export function createJar() {
	const cookies = new Map<string, Cookie>();
	return {
		keep(response: Response): void {
			for (const header of response.headers.getSetCookie()) {
				const [name, cookie] = parseSetCookie(header);
				if (cookie.attributes['max-age'] === '0') cookies.delete(name);
				else cookies.set(name, cookie);
			}
		},
		header: () =>
			[...cookies].map(([name, { value }]) => `${name}=${encodeURIComponent(value)}`).join('; '),
		get: (name: string) => cookies.get(name)?.value,
		set: (name: string, value: string) => cookies.set(name, { value, attributes: {} }),
		delete: (name: string) => cookies.delete(name),
		names: () => [...cookies.keys()],
		clear: () => cookies.clear()
	};
}
