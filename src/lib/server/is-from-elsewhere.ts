/**
 * Whether another site, or a sibling domain, made the browser ask (Fetch Metadata, `Sec-Fetch-Site`):
 * for a GET that costs something (ASVS 3.5.3). A browser that says nothing is let through.
 */
export function isFromElsewhere(headers: Headers): boolean {
	return ['cross-site', 'same-site'].includes(headers.get('sec-fetch-site') ?? '');
}
