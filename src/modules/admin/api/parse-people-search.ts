import type { PeopleFilter } from '$modules/auth/api/user/list-people';

/** Whom alone the list of people can have, by the word in its address. */
const peopleFilters = ['closed', 'suspended', 'no-factor', 'erasing', 'admins'] as const;
export type PeopleFilterName = (typeof peopleFilters)[number];

const filterOf: Record<PeopleFilterName, keyof PeopleFilter> = {
	closed: 'closed',
	suspended: 'suspended',
	'no-factor': 'withoutSecondFactor',
	erasing: 'erasing',
	admins: 'admins'
};

/** More than any address, username or name is long. */
const QUERY_MAX = 300;

/** What an address asks of the list of people; what it does not understand it leaves out. */
export function parsePeopleSearch({ searchParams }: URL) {
	const query = (searchParams.get('q') ?? '').slice(0, QUERY_MAX);
	const only = peopleFilters.find((name) => name === searchParams.get('only')) ?? null;
	const [after, before] = [searchParams.get('after'), searchParams.get('before')];
	const cursor = before ? { before } : after ? { after } : {};
	return { query, only, cursor, filter: only ? { [filterOf[only]]: true } : {} };
}
