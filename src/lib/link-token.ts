/** Characters of a token from a mail: 256 bits in base64url. */
const LENGTH = 43;

/**
 * The token in the address of a mailed link, freed of what mail programs put round it: signs of the
 * sentence it stands in, `&amp;` for `&`, `=3D` for `=` and soft breaks (quoted-printable, RFC 2045),
 * signs encoded twice.
 * @returns `undefined` where the address has none, `null` where part of it is missing.
 */
export function readLinkToken(url: URL): string | null | undefined {
	const given = /[?&;]\s*token\s*=(.*)/is.exec(decode(url.search.slice(0, 2_000)))?.[1];
	if (given === undefined) return undefined;
	const start = given.search(/[\w-]/);
	const text = start < 0 ? '' : given.slice(start).replace(/^3D(?=[\w-]{43})/i, '');
	// A line that was broken goes on behind the break; other signs end the token.
	const [token = ''] = /^(?:[\w-]|=?\s+(?=[\w-])|=(?=[\w-]{3}))*/.exec(text) ?? [];
	const run = /^[\w-]*/.exec(text)?.[0] ?? '';
	return whole(run) ?? whole(token.replace(/[^\w-]/g, ''));
}

/** Signs that end a token in a text, `-` and `_`, are among its own. */
function whole(text: string): string | null {
	if (text.length < LENGTH || /[^-_]/.test(text.slice(LENGTH))) return null;
	return text.slice(0, LENGTH);
}

const decode = (text: string): string =>
	text.replace(/(?:%[\da-f]{2})+/gi, (encoded) => {
		try {
			return decodeURIComponent(encoded);
		} catch {
			return ' ';
		}
	});
