import { asc, desc, sql } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { invitations } from '../../models/z.invitation';
import { stateOfInvitation } from './invitation-store';

/** Invitations a page. */
const INVITATIONS_PAGE = 25;

/** Where a page begins: the row next to it, and on which side of it the page lies. */
type Cursor = { older: string } | { newer: string };

/**
 * A page of invitations, the newest first. Pages follow each other by the row at their edge, so that
 * none shifts when one is added.
 * @param from `older` than a row or `newer`, as `at` names it; by default the newest.
 * @returns the invitations, and whether there are more on either side.
 */
export async function listInvitations(from?: Cursor | null, limit = INVITATIONS_PAGE) {
	const now = new Date();
	const edge = from && parseEdge('newer' in from ? from.newer : from.older);
	const isBackwards = edge != null && from != null && 'newer' in from;
	const [direction, beyond] = isBackwards ? [asc, sql.raw('>')] : [desc, sql.raw('<')];
	const rows = await db
		.select()
		.from(invitations)
		// Compared as a pair, which the index can begin at.
		.where(
			edge
				? sql`(${invitations.createdAt}, ${invitations.id}) ${beyond} (${edge.time}, ${edge.id})`
				: undefined
		)
		.orderBy(direction(invitations.createdAt), direction(invitations.id))
		.limit(limit + 1);
	const hasMore = rows.length > limit;
	const page = rows.slice(0, limit);
	if (isBackwards) page.reverse();
	return {
		invitations: page.map((row) => ({
			...row,
			state: stateOfInvitation(row, now),
			at: `${row.createdAt.getTime()}_${row.id}`
		})),
		hasOlder: isBackwards || hasMore,
		hasNewer: isBackwards ? hasMore : Boolean(edge)
	};
}

function parseEdge(text: string): { time: number; id: string } | null {
	const [, time, id] = /^(\d{1,15})_([\w-]{1,64})$/.exec(text) ?? [];
	return time && id ? { time: Number(time), id } : null;
}
