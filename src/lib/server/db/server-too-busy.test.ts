import { expect, inject, test } from 'vitest';
import { rateLimits } from '../../../modules/limits/models/z.rate-limit';
import { startLibsqlServer } from '$tests/libsql-server';
import { createDb } from './create-db';

test('what a server refuses because too many are waiting is asked again: nothing was done', async () => {
	const server = await startLibsqlServer({ template: `${inject('databaseFolder')}/template.db` });
	const db = createDb(server.url);
	const insert = 'insert into "rate_limits"';
	const values = (key: string, executor: Pick<typeof db, 'insert'> = db) =>
		executor.insert(rateLimits).values({ key, points: 1 });
	/** Asks for an answer: a write without one would leave with the COMMIT. */
	const asked = (write: ReturnType<typeof values>) => write.returning({ key: rateLimits.key });
	const ways = [
		() => values('written'),
		() => db.batch([values('in a batch')]),
		() => db.transaction(async (tx) => void (await asked(values('in a transaction', tx)))),
		() => db.transaction(async (tx) => void (await values('with the COMMIT', tx))),
		// One that holds the lock: the stream ends, and nobody waits for it.
		() =>
			db.transaction(async (tx) => {
				await tx.update(rateLimits).set({ points: 1 }).returning();
				await asked(values('after a question', tx));
			})
	];
	for (const way of ways) {
		await server.refuseNext(insert);
		await way();
	}
	await server.refuseNext('select count(*)');
	expect(await db.$count(rateLimits)).toBe(ways.length);
	const met = (await server.trips()).filter(({ statements }) => statements.join().includes(insert));
	expect(met).toHaveLength(2 * ways.length);
	db.$client.close();
	await server.stop();
});
