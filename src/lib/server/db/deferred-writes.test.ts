import { createClient } from '@libsql/client';
import { eq, sql } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/libsql';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { rateLimits } from '../../../modules/limits/models/z.rate-limit';
import { startLibsqlServer } from '$tests/libsql-server';
import { deferWrites } from './deferred-writes';

const server = await startLibsqlServer({
	template: process.env.DATABASE_URL!.slice('file:'.length)
});
afterAll(() => server.stop());

const places = [
	['a file', process.env.DATABASE_URL!],
	['a server over http', server.url]
] as const;

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

describe('a trip to a server', () => {
	const db = drizzle(deferWrites(createClient({ url: server.url })));
	afterAll(() => db.$client.close());
	beforeEach(() => server.forgetTrips());

	const insert = (key: string) => sql`insert into ${rateLimits} (key, points) values (${key}, 1)`;
	const trips = async () =>
		(await server.trips()).map(({ statements }) =>
			statements.map((text) => text.split(' ')[0]!.toUpperCase())
		);

	it('brings what was written with the question after it, and the rest with the COMMIT', async () => {
		await db.transaction(async (tx) => {
			await tx.run(insert('one'));
			await tx.run(insert('two'));
			await tx.select().from(rateLimits);
			await tx.run(insert('three'));
			await tx.run(insert('four'));
		});
		expect(await trips()).toEqual([
			['BEGIN', 'INSERT', 'INSERT', 'SELECT'],
			['INSERT', 'INSERT', 'COMMIT']
		]);
	});

	it('is the only one where nothing is asked', async () => {
		await db.transaction(async (tx) => {
			await tx.run(insert('five'));
			await tx.run(insert('six'));
		});
		expect(await trips()).toEqual([['BEGIN', 'INSERT', 'INSERT', 'COMMIT']]);
	});

	it('is not made for what is taken back before anything was asked', async () => {
		const broken = db.transaction(async (tx) => {
			await tx.run(insert('seven'));
			tx.rollback();
		});
		await expect(broken).rejects.toThrow();
		expect(await trips()).toEqual([]);
	});
});
