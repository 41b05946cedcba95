import type { Executor } from '@/server/db/create-db';
import { notes } from '../models/z.note';

/** One for every third of the people that `db:seed` makes up; a second run adds none. */
export async function seedNotes(
	people: readonly { id: string; createdAt: Date }[],
	executor: Executor
): Promise<void> {
	const some = people.filter((_, index) => index % 3 === 0);
	if (some.length === 0) return;
	const rows = some.map(({ id, createdAt }) => ({
		id: `seed-${id}`,
		userId: id,
		text: 'lorem ipsum',
		createdAt
	}));
	await executor.insert(notes).values(rows).onConflictDoNothing();
}
