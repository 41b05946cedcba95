/** The name of the action that an address posts to: `?/password` → `password`; `null` without one. */
export function postedAction(url: URL): string | null {
	return [...url.searchParams.keys()].find((key) => key.startsWith('/'))?.slice(1) ?? null;
}

/** The hidden field by which a form says for whom its page was made. */
export const FORM_OWNER = 'formOwner';

/**
 * The hidden field of a form whose page made sure that the browser has a cookie of ours: `first`, or
 * `again` once the form was refused.
 */
export const COOKIE_CHECK = 'cookieCheck';
