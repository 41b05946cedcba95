import type { Pathname } from '$app/types';
import type { RoutePolicies, RoutePolicy } from '@/server/handle/route-policy';

/** Where the built-in mailbox is. */
export const mailboxPage: Pathname = '/dev/mailbox';

const open: RoutePolicy = { openTo: 'everybody', answersAnyHost: true };

/** The built-in mailbox needs no session: it answers on this machine only (`allowsMailbox`). */
export const mailRoutes: RoutePolicies = {
	'/dev/mailbox': open,
	'/dev/mailbox/[id]': open,
	'/dev/mailbox/[id]/html': open,
	'/dev/mailbox/messages.json': open
};
