import type { Pathname } from '$app/types';
import { m } from '@/paraglide/messages';

/** Where the pages of the people who run the site are. */
export const adminPages = {
	overview: '/admin'
} as const satisfies Record<string, Pathname>;

/** The pages beside each other, in their order; a page of one more kind is a line here. */
export const adminSections = () => [{ href: adminPages.overview, label: m.admin_overview() }];
