import { recordEvent } from '$modules/activity/api/record-event';
import { searchEvents, type RecordSearch } from '$modules/activity/api/search-events';
import { nameMethod } from '$modules/auth/api/session/name-method';
import { listAddresses } from '$modules/auth/api/user/list-addresses';
import { getUserByEmail } from '$modules/auth/api/user/user-store';
import { nowhere } from '@/server/client-context';
import { db } from '@/server/db/client';
import { hasJustLooked } from './get-person';
import { OPERATOR } from './helper';

/**
 * A page of the record for whoever runs the site, with the addresses of people and of those who acted.
 * Looking for one person is recorded, as a look at their account is.
 * @param input.person an address.
 * @returns `null` where nobody has that address.
 */
export async function searchRecord(
	input: Omit<RecordSearch, 'userId'> & { person: string | null; by: string }
) {
	const { person, by, ...search } = input;
	const user = person === null ? null : await getUserByEmail({ email: person });
	if (person !== null && !user) return null;
	const { events, next } = await searchEvents({ ...search, userId: user?.id ?? null });
	if (user && !(await hasJustLooked(user.id, { actor: by }))) {
		const look = { userId: user.id, type: 'account-viewed', by: { actor: by } } as const;
		await recordEvent({ ...look, client: nowhere }, db);
	}
	const ids = events.flatMap(({ userId, actor }) => [userId, actor]);
	const known = await listAddresses({ ids: [...new Set(ids.filter((id) => id !== null))] });
	return {
		events: events.map(({ userId, actor, method, ...event }) => ({
			...event,
			method: method && nameMethod(method),
			person: userId === null ? null : (known.get(userId) ?? ''),
			personId: userId !== null && known.has(userId) ? userId : null,
			/** Empty where the account of whoever it was is gone. */
			actor: actor === null || actor === OPERATOR ? actor : (known.get(actor) ?? '')
		})),
		next
	};
}

export type RecordRow = NonNullable<Awaited<ReturnType<typeof searchRecord>>>['events'][number];
