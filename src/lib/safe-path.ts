const MAX_LENGTH = 2_000;
/** Only to resolve against; never shown. */
const BASE = 'http://site.invalid';

/**
 * Where to go after a form, if it is a path of this site; else `fallback`. Browsers read `//host`,
 * `/\host` and paths with tabs or newlines inside as other sites, so that the parsed URL decides.
 */
export function safePath(value: unknown, fallback = '/'): string {
	if (typeof value !== 'string' || value.length > MAX_LENGTH) return fallback;
	if (!/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(value)) return fallback;
	if (!URL.canParse(value, BASE)) return fallback;
	const url = new URL(value, BASE);
	const path = url.pathname + url.search + url.hash;
	return url.origin === BASE && !path.startsWith('//') ? path : fallback;
}
