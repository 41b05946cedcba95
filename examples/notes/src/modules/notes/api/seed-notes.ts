import type { Executor } from '@/server/db/create-db';
import { notes } from '../models/z.note';

/** One for every third of the people that `db:seed` makes up; a second run adds none. */
export async function seedNotes(
	everybody: readonly { id: string; createdAt: Date }[],
	executor: Executor
): Promise<void> {
	const seeded = everybody
		.filter((_, index) => index % 3 === 0)
		.map(({ id, createdAt }) => ({
			id: `seed-${id}`,
			userId: id,
			text: 'lorem ipsum',
			createdAt
		}));
	if (seeded.length === 0) return;
	await executor.insert(notes).values(seeded).onConflictDoNothing();
}
