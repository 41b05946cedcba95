import { siteName } from './site.ts';

/** The site's name in the letters of file names and usernames: `Café Lumen` is `cafe-lumen`. */
export const siteSlug =
	siteName
		.normalize('NFKD')
		.replace(/\p{M}/gu, '')
		.toLowerCase()
		.replace(/[^a-z0-9]+/g, '-')
		.replace(/^-|-$/g, '') || 'site';
