import { safePath } from './safe-path';

const goOnTo = ({ searchParams }: URL): string | null =>
	searchParams.has('redirectTo') ? safePath(searchParams.get('redirectTo')) : null;

/** Where a page leads that was only on the way to another one; else `fallback`. */
export const goOn = (url: URL, fallback: string): string => goOnTo(url) ?? fallback;

/** A page that is on the way as well: it gets told where to go on to. */
export function withGoOn(page: string, url: URL): string {
	const redirectTo = goOnTo(url);
	return redirectTo === null ? page : `${page}?${new URLSearchParams({ redirectTo })}`;
}

/** An action of such a page, which knows afterwards where to go on to: `?/name`, and more. */
export const actionWithGoOn = (action: string, url: URL): string =>
	withGoOn(action, url).replace(/\?(?=redirectTo=)/, '&');
