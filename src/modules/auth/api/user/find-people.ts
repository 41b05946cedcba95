import { and, asc, desc, not, sql, type Column, type SQL } from 'drizzle-orm';
import { foldUsername } from '$modules/profile/api/username';
import { profiles } from '$modules/profile/models/z.profile';
import { normalizeEmail } from '@/server/email-address';
import { users } from '../../models/z.user';

/** What somebody can be found by: an index, in its order, and the part of it that fits. */
export type Way = {
	/** From which table the search starts, so that it walks along that table's index. */
	from: 'users' | 'profiles';
	fits: SQL;
	/** The same, of those after or before a person whom it fits: one end of it alone. */
	fitsBeyond: (isBackwards: boolean) => SQL;
	/** What the index is ordered by. */
	key: (Column | SQL)[];
	/** Where a person stands in it, a value for each part of the key. */
	at: (person: Place) => string[];
	found: (person: Place) => boolean;
};

/** In the order of a way, or against it. */
export const orderOf = ({ key }: Way, isBackwards: boolean): SQL[] =>
	key.map((part) => (isBackwards ? desc(part) : asc(part)));

/** The condition of whoever comes after a person that was found this way, or before. */
export function beyond({ key, at }: Way, person: Place, isBackwards: boolean): SQL {
	const values = at(person).map((value) => sql`${value}`);
	const [parts, bounds] = [
		sql.join(
			key.map((part) => sql`${part}`),
			sql`, `
		),
		sql.join(values, sql`, `)
	];
	const sign = sql.raw(isBackwards ? '<' : '>');
	const isBeyond = sql`(${parts}) ${sign} (${bounds})`;
	// Of a pair with a computed part SQLite finds no place in the index: it needs the first by itself.
	return key.length > 1 ? sql`(${key[0]} ${sign}= ${values[0]} and ${isBeyond})` : isBeyond;
}

/** Where a person stands in each index. */
export type Place = {
	id: string;
	email: string;
	usernameKey: string | null;
	displayName: string | null;
};

/** Behind every text that begins with another: the last character there is. */
const LAST = '\u{10ffff}';

/**
 * As a range, which an index can be searched for: `like` cannot. Beyond a person of the range its near
 * end says nothing, and SQLite would begin there all the same.
 */
function beginsWith(column: Column | SQL, start: string): Pick<Way, 'fits' | 'fitsBeyond'> {
	const [from, to] = [sql`${column} >= ${start}`, sql`${column} < ${start + LAST}`];
	return {
		fits: sql`(${from} and ${to})`,
		fitsBeyond: (isBackwards) => (isBackwards ? from : to)
	};
}

const plain = (text: string) => text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());

const everybody = { fits: sql`true`, fitsBeyond: () => sql`true` };

/**
 * The ways to find people whose address, username or name begins with a text: each fits only those
 * whom none before it has found. Without a text everybody, by address.
 * @param areFew the list is of few people, for whom there is an index: sorting them is less than
 * going through all the others.
 */
export function waysToFind(query: string, areFew = false): Way[] {
	const email = normalizeEmail(query) ?? query.toLowerCase();
	// What is computed is in no index: the search starts from another then.
	const column = areFew && !query ? sql`+${users.email}` : users.email;
	const byEmail: Way = {
		from: 'users',
		...(query ? beginsWith(users.email, email) : everybody),
		key: [column],
		at: (person) => [person.email],
		found: (person) => person.email.startsWith(email)
	};
	if (!query) return [byEmail];

	// People say "@ada" of the username ada, which has no such letter itself.
	const username = query.replace(/^@/, '');
	const key = foldUsername(username);
	const byUsername: Way = {
		from: 'profiles',
		...beginsWith(profiles.usernameKey, key),
		key: [profiles.usernameKey],
		at: (person) => [person.usernameKey ?? ''],
		found: (person) => Boolean(person.usernameKey?.startsWith(key))
	};
	const name = sql`${profiles.displayName} collate nocase`;
	const byName: Way = {
		from: 'profiles',
		...beginsWith(name, query),
		key: [name, profiles.userId],
		at: ({ displayName, id }) => [displayName ?? '', id],
		found: (person) => plain(person.displayName ?? '').startsWith(plain(query))
	};
	const ways = /^[\w-]*[a-z\d][\w-]*$/i.test(username)
		? [byEmail, byUsername, byName]
		: [byEmail, byName];
	return ways.map((way, index) => {
		const only = ways.slice(0, index).map(({ fits }) => notYet(fits));
		return {
			...way,
			fits: and(way.fits, ...only)!,
			fitsBeyond: (isBackwards) => and(way.fitsBeyond(isBackwards), ...only)!
		};
	});
}

/** Who has no username was not found by it. */
const notYet = (fits: SQL) => not(sql`coalesce(${fits}, false)`);
