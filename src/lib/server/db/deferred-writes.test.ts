import { createClient } from '@libsql/client';
import { eq } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/libsql';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { rateLimits } from '../../../modules/limits/models/z.rate-limit';
import { deferWrites } from './deferred-writes';

const places = [['a file', process.env.DATABASE_URL!]] as const;

describe.each(places)('in a transaction on %s', (_place, url) => {
	const db = drizzle(deferWrites(createClient({ url })));
	afterAll(() => db.$client.close());
	beforeEach(() => db.delete(rateLimits));

	const keys = async () => (await db.select().from(rateLimits)).map(({ key }) => key).sort();
	const row = (key: string) => ({ key, points: 1 });

	it('a write is seen by the questions after it, and committed with those after them', async () => {
		const seen = await db.transaction(async (tx) => {
			await tx.insert(rateLimits).values(row('a'));
			await tx.insert(rateLimits).values(row('b'));
			await tx.update(rateLimits).set({ points: 2 }).where(eq(rateLimits.key, 'a'));
			const rows = await tx.select().from(rateLimits).orderBy(rateLimits.key);
			await tx.delete(rateLimits).where(eq(rateLimits.key, 'b'));
			return rows.map(({ key, points }) => [key, points]);
		});
		expect(seen).toEqual([
			['a', 2],
			['b', 1]
		]);
		expect(await keys()).toEqual(['a']);
	});

	it('a write that fails takes all back: the COMMIT is not done', async () => {
		const failing = db.transaction(async (tx) => {
			await tx.insert(rateLimits).values(row('a'));
			await tx.insert(rateLimits).values(row('a'));
			await tx.insert(rateLimits).values(row('b'));
		});
		await expect(failing).rejects.toThrow('UNIQUE constraint failed');
		expect(await keys()).toEqual([]);
	});

	it('takes all back even where the failure was caught', async () => {
		const failing = db.transaction(async (tx) => {
			await tx.insert(rateLimits).values(row('a'));
			await tx.insert(rateLimits).values(row('a'));
			await expect(tx.select().from(rateLimits)).rejects.toThrow();
			await tx.insert(rateLimits).values(row('b'));
		});
		await expect(failing).rejects.toThrow();
		expect(await keys()).toEqual([]);
	});

	it('a question that fails by itself leaves the writes before it', async () => {
		await db.transaction(async (tx) => {
			await tx.insert(rateLimits).values(row('a'));
			const again = tx.insert(rateLimits).values(row('a')).returning();
			await expect(again).rejects.toThrow();
			await tx.insert(rateLimits).values(row('b'));
		});
		expect(await keys()).toEqual(['a', 'b']);
	});

	it('nothing is kept where the work breaks off', async () => {
		const broken = db.transaction(async (tx) => {
			await tx.insert(rateLimits).values(row('a'));
			throw new Error('enough');
		});
		await expect(broken).rejects.toThrow('enough');
		expect(await keys()).toEqual([]);
	});

	it('how many rows a write changed is told by RETURNING alone', async () => {
		await db.transaction(async (tx) => {
			const result = await tx.insert(rateLimits).values(row('a'));
			expect(() => result.rowsAffected).toThrow('RETURNING');
		});
	});

	it('what was written inside a part of it can be taken back alone', async () => {
		await db.transaction(async (tx) => {
			await tx.insert(rateLimits).values(row('a'));
			const part = tx.transaction(async (inner) => {
				await inner.insert(rateLimits).values(row('b'));
				inner.rollback();
			});
			await expect(part).rejects.toThrow();
		});
		expect(await keys()).toEqual(['a']);
	});
});
