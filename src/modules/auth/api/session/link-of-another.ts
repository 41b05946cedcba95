import { m } from '@/paraglide/messages';

type Link = { userId: string } | null;

/**
 * Whether a mailed link is about another account than the one that is signed in to this browser: what
 * it does then ends no session here.
 */
export const isOfAnother = ({ user }: App.Locals, link: Link): boolean =>
	user !== null && link !== null && link.userId !== user.id;

/** What the page of such a link says of whose session stays, in the reader's language; else `null`. */
export const describeLinkOfAnother = (locals: App.Locals, link: Link): string | null =>
	locals.user && isOfAnother(locals, link) ? m.link_of_another({ email: locals.user.email }) : null;
