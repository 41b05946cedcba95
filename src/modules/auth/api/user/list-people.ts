import { and, eq, isNotNull, lte, not, or, type SQL } from 'drizzle-orm';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { parts } from '@/site';
import { profiles } from '$modules/profile/models/z.profile';
import { db } from '@/server/db/client';
import { users } from '../../models/z.user';
import { isAdmin, stateOf } from './user-store';
import { beyond, orderOf, waysToFind, type Place, type Way } from './find-people';
import { factorColumns } from './second-step';

/** People a page, unless the caller wants another number. */
const PEOPLE_PAGE = 50;

const columns = {
	id: users.id,
	email: users.email,
	role: users.role,
	username: profiles.username,
	usernameKey: profiles.usernameKey,
	displayName: profiles.displayName,
	createdAt: users.createdAt,
	closedAt: users.closedAt,
	suspendedAt: users.suspendedAt,
	erasingAt: users.erasingAt,
	hasTotp: factorColumns.hasTotp,
	hasPasskey: factorColumns.hasPasskey
};

/** Whom a list is to have alone. */
export type PeopleFilter = {
	closed?: boolean;
	suspended?: boolean;
	withoutSecondFactor?: boolean;
	/** Those whose time is over, or who are being erased already. */
	erasing?: boolean;
	/** The people who run the site. */
	admins?: boolean;
};

/**
 * A page of the people whose address, username or name begins with a text, each once: first those
 * found by address, then by username, then by name. Pages follow each other by the last person seen,
 * or come before the first, so that the hundredth costs what the first does.
 * @param input.after the address of the last person of the page before; `before`: of the first of the
 * page after.
 * @returns `hasMore`: there are others beyond, the way that the page was come to. `null` where nobody
 * has that address (any more).
 */
export async function listPeople(
	input: { query?: string; after?: string; before?: string; limit?: number } & PeopleFilter
) {
	const { query = '', after, before, limit = PEOPLE_PAGE } = input;
	const { closed, suspended, erasing, admins } = input;
	const isBackwards = before !== undefined;
	const areFew = closed || suspended || erasing || admins;
	const inOrder = waysToFind(query.trim().normalize('NFC'), areFew);
	const ways = isBackwards ? inOrder.toReversed() : inOrder;
	const from = before ?? after;
	const place = from === undefined ? undefined : await placeOf(from);
	if (place === null) return null;
	const start = place ? ways.findIndex((way) => isFirstToFind(way, place, inOrder)) : 0;
	const people: Awaited<ReturnType<typeof walk>> = [];
	for (const [index, way] of ways.entries()) {
		const wanted = limit + 1 - people.length;
		if (index < start || start < 0 || wanted === 0) continue;
		const rest = place && index === start ? beyond(way, place, isBackwards) : undefined;
		const fits = rest ? way.fitsBeyond(isBackwards) : way.fits;
		const where = and(fits, rest, ...filters(input));
		people.push(...(await walk(way, where, wanted, isBackwards)));
	}
	const page = people.slice(0, limit).map(describe);
	return { people: isBackwards ? page.toReversed() : page, hasMore: people.length > limit };
}

/** Each person stands in the list once: by the first way that finds them. */
const isFirstToFind = (way: Way, place: Place, ways: Way[]) =>
	ways.find(({ found }) => found(place)) === way;

async function placeOf(email: string): Promise<Place | null> {
	const place = await db
		.select({
			id: users.id,
			email: users.email,
			usernameKey: profiles.usernameKey,
			displayName: profiles.displayName
		})
		.from(users)
		.leftJoin(profiles, eq(profiles.userId, users.id))
		.where(eq(users.email, email))
		.get();
	return place ?? null;
}

const filters = (only: PeopleFilter): SQL[] => [
	...(only.closed ? [isNotNull(users.closedAt)] : []),
	...(only.suspended ? [isNotNull(users.suspendedAt)] : []),
	...(only.withoutSecondFactor ? [not(factorColumns.hasTotp), not(factorColumns.hasPasskey)] : []),
	...(only.erasing ? [isToBeErased()] : []),
	...(only.admins ? [isAdmin] : [])
];

/** Said of closed accounts, for which there is an index. */
function isToBeErased(): SQL {
	const isOver = lte(users.closedAt, new Date(Date.now() - lifetimes.closedAccount));
	return and(isNotNull(users.closedAt), or(isOver, isNotNull(users.erasingAt)))!;
}

/** The first that fit, along one index, or against it. */
function walk(way: Way, where: SQL | undefined, limit: number, isBackwards: boolean) {
	const own = eq(profiles.userId, users.id);
	const query =
		way.from === 'users'
			? db.select(columns).from(users).leftJoin(profiles, own)
			: db.select(columns).from(profiles).innerJoin(users, own);
	return query
		.where(where)
		.orderBy(...orderOf(way, isBackwards))
		.limit(limit);
}

/** What a list says of a person. */
function describe(row: Awaited<ReturnType<typeof walk>>[number]) {
	const { id, email, role, username, displayName, createdAt, closedAt, suspendedAt } = row;
	const state = row.erasingAt ? 'erasing' : stateOf(row);
	const hasSecondFactor = row.hasTotp || row.hasPasskey;
	const shownUsername = parts.usernames ? username : null;
	const names = { id, email, role, username: shownUsername, displayName };
	return { ...names, createdAt, closedAt, suspendedAt, state, hasSecondFactor } as const;
}

export type ListedPerson = ReturnType<typeof describe>;
