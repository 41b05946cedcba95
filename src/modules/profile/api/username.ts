import { siteSlug } from '../../../lib/site-slug.ts';

/** In characters, which are ASCII. */
export const usernameLength = { min: 3, max: 32 } as const;

/** Letters that ASCII has, digits, `_` and `-`, of which one at least is a letter or digit. */
export const usernamePattern = new RegExp(
	`^(?=.*[a-z0-9])[a-z0-9_-]{${usernameLength.min},${usernameLength.max}}$`,
	'i'
);

/**
 * The key under which usernames are compared: two names with one key look too much alike for both
 * to exist. Case, `_` and `-` do not count; `0` reads as `o`, `1` and `i` as `l`, `m` as `rn` and
 * `w` as `vv`. Letters are taken apart rather than put together, so that the order cannot matter.
 */
export function foldUsername(username: string): string {
	return username
		.toLowerCase()
		.replace(/[_-]/g, '')
		.replaceAll('0', 'o')
		.replace(/[1i]/g, 'l')
		.replaceAll('m', 'rn')
		.replaceAll('w', 'vv');
}

/** The parts of this site's paths, from `vite.config.ts`; on plain Node, where no name is chosen, none. */
const routes = typeof ROUTE_PARTS === 'undefined' ? [] : ROUTE_PARTS;

/** What looks like one of them, or may become one. */
const places = `
	404 500 about account-deleted api app apple-touch-icon assets auth avatar contact cookies
	device docs favicon home imprint index invite landing legal login logout log-in log-out
	manifest me new password privacy profiles recovery register robots search session sitemap
	static status terms user username users
`;

/** Names that would be taken for the people who run this site, or for a machine of theirs. */
const offices = `
	abuse accounts admin administrator administrators admins billing bot dmarc everyone feedback
	ftp help helpdesk hostmaster info localhost mailer-daemon moderation moderator moderators mods
	news no-reply nobody notifications null official operator owner payments postmaster
	press root sales service staff superuser support sysadmin system team test trust undefined
	unknown webmaster www anonymous deleted deleted-user guest here public private somebody someone you
`;

/** As would those of the site itself. */
const ourNames = ['', '-admin', '-help', '-security', '-support', '-team'].map(
	(office) => `${siteSlug}${office}`
);

const words = [...`${places} ${offices}`.trim().split(/\s+/), ...ourNames];
const keys = new Set([...routes, ...words].map(foldUsername));

/** Whether nobody may have this name, or one that looks like it. */
export function isReservedUsername(username: string): boolean {
	return keys.has(foldUsername(username));
}
