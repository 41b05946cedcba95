import type { Pathname } from '$app/types';
import { m } from '@/paraglide/messages';

/** Where the pages of the people who run the site are. */
export const adminPages = {
	overview: '/admin',
	people: '/admin/people',
	person: (id: string) => `/admin/people/${id}`,
	invitations: '/admin/invitations',
	mail: '/admin/mail',
	record: '/admin/record'
} as const satisfies Record<string, Pathname | ((part: string) => Pathname)>;

/** The pages beside each other, in their order; a page of one more kind is a line here. */
export const adminSections = () => [
	{ href: adminPages.overview, label: m.admin_overview() },
	{ href: adminPages.people, label: m.admin_people() },
	{ href: adminPages.invitations, label: m.admin_invitations_title() },
	{ href: adminPages.mail, label: m.admin_mail_title() },
	{ href: adminPages.record, label: m.admin_record() }
];
