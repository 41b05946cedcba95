import type { Pathname } from '$app/types';
import type { RoutePolicies } from '@/server/handle/route-policy';

/** Where the built-in mailbox is. */
export const mailboxPage: Pathname = '/dev/mailbox';

/** The built-in mailbox needs no session: it answers on this machine only (`allowsMailbox`). */
export const mailRoutes: RoutePolicies = {
	'/dev/mailbox': { openTo: 'everybody' },
	'/dev/mailbox/[id]': { openTo: 'everybody' },
	'/dev/mailbox/[id]/html': { openTo: 'everybody' },
	'/dev/mailbox/messages.json': { openTo: 'everybody' }
};
