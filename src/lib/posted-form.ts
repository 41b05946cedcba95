/** The name of the action that an address posts to: `?/password` → `password`; `null` without one. */
export function postedAction(url: URL): string | null {
	return [...url.searchParams.keys()].find((key) => key.startsWith('/'))?.slice(1) ?? null;
}

/** The hidden field by which a form says for whom its page was made. */
export const FORM_OWNER = 'formOwner';
