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

/** A page that is on the way to another one, and gets told where to go on to. */
export const onTo = (page: string, redirectTo: string): string =>
	`${page}?${new URLSearchParams({ redirectTo })}`;

const goOnTo = ({ searchParams }: URL): string | null =>
	searchParams.has('redirectTo') ? safePath(searchParams.get('redirectTo')) : null;

/** Where a page leads that was only on the way to another one; else `fallback`. */
export const goOn = (url: URL, fallback: string): string => goOnTo(url) ?? fallback;

/** A page that is on the way as well. */
export function withGoOn(page: string, url: URL): string {
	const redirectTo = goOnTo(url);
	return redirectTo === null ? page : onTo(page, redirectTo);
}

/** An action of such a page, which knows afterwards where to go on to: `?/name`, and more. */
export const actionWithGoOn = (action: string, url: URL): string =>
	withGoOn(action, url).replace(/\?(?=redirectTo=)/, '&');

/**
 * The page at an address, not the action that was posted to it: where somebody comes back to.
 * @param kept the id of what was typed there, where it was kept.
 */
export function pageOf({ pathname, searchParams }: URL, kept: string | null = null): string {
	const query = new URLSearchParams([...searchParams].filter(([key]) => !key.startsWith('/')));
	if (kept) query.set('kept', kept);
	return safePath(query.size > 0 ? `${pathname}?${query}` : pathname);
}
