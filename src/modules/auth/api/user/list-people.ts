import { and, eq, isNotNull, not, type SQL } from 'drizzle-orm';
import { profiles } from '$modules/profile/models/z.profile';
import { db } from '@/server/db/client';
import { users } from '../../models/z.user';
import { stateOf } from './user-store';
import { waysToFind, type Place, type Way } from './find-people';
import { factorColumns } from './second-step';

/** People a page, unless the caller wants another number. */
const PEOPLE_PAGE = 50;

const columns = {
	id: users.id,
	email: users.email,
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
};

/**
 * A page of the people whose address, username or name begins with a text, each once: first those
 * found by address, then by username, then by name. Pages follow each other by the last person seen,
 * so that the hundredth costs what the first does.
 * @param input.after the address of the last person of the page before.
 * @returns `null` where nobody has that address (any more).
 */
export async function listPeople(
	input: { query?: string; after?: string; limit?: number } & PeopleFilter
) {
	const { query = '', after, limit = PEOPLE_PAGE } = input;
	const ways = waysToFind(query.trim().normalize('NFC'), input.closed || input.suspended);
	const last = after === undefined ? undefined : await placeOf(after);
	if (last === null) return null;
	const start = last ? ways.findIndex((way) => way.found(last)) : 0;
	const people: Awaited<ReturnType<typeof walk>> = [];
	for (const [index, way] of ways.entries()) {
		const wanted = limit + 1 - people.length;
		if (index < start || start < 0 || wanted === 0) continue;
		const rest = last && index === start ? way.after(last) : undefined;
		people.push(...(await walk(way, and(way.fits, rest, ...filters(input)), wanted)));
	}
	return { people: people.slice(0, limit).map(describe), hasMore: people.length > limit };
}

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

const filters = ({ closed, suspended, withoutSecondFactor }: PeopleFilter): SQL[] => [
	...(closed ? [isNotNull(users.closedAt)] : []),
	...(suspended ? [isNotNull(users.suspendedAt)] : []),
	...(withoutSecondFactor ? [not(factorColumns.hasTotp), not(factorColumns.hasPasskey)] : [])
];

/** The first that fit, along one index. */
function walk({ from, order }: Way, where: SQL | undefined, limit: number) {
	const own = eq(profiles.userId, users.id);
	const query =
		from === 'users'
			? db.select(columns).from(users).leftJoin(profiles, own)
			: db.select(columns).from(profiles).innerJoin(users, own);
	return query
		.where(where)
		.orderBy(...order)
		.limit(limit);
}

/** What a list says of a person. */
function describe(row: Awaited<ReturnType<typeof walk>>[number]) {
	const { id, email, username, displayName, createdAt, closedAt, suspendedAt } = row;
	const state = row.erasingAt ? 'erasing' : stateOf(row);
	const hasSecondFactor = row.hasTotp || row.hasPasskey;
	const person = { id, email, username, displayName, createdAt, closedAt, suspendedAt } as const;
	return { ...person, state, hasSecondFactor };
}
