import { eq, getTableColumns, gt, inArray, isNotNull, sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { db } from '@/server/db/client';
import { createUser } from '$tests/factories';
import { chain, emptyRecord, happen, MINUTE } from '$tests/record';
import { recordLinks } from '../../models/z.record-link';
import { securityEvents } from '../../models/z.security-event';
import { deleteOldEvents } from '../delete-old-events';
import { digestOf } from './digests';
import { getRecordHead } from './record-head';
import { verifyRecord } from './verify-record';

let userId: string;

/** A record of entries 1 to 10, all chained. 2 tells where the chain began. */
beforeEach(async () => {
	await emptyRecord();
	({ id: userId } = await createUser());
	await happen(userId, ['signed-up']);
	await chain();
	await happen(userId, Array<'signed-in'>(8).fill('signed-in'));
	await chain(4);
	expect(await verifyRecord()).toMatchObject({ is: 'whole', chained: 10 });
});

const at = (seq: number) => eq(securityEvents.seq, seq);
const entryAt = async (seq: number) => (await db.select().from(securityEvents).where(at(seq)))[0]!;
const breaks = async () => {
	const verdict = await verifyRecord();
	const said = verdict.breaks?.map(({ seq, to, what }) =>
		to > seq ? `${seq}-${to} ${what}` : `${seq} ${what}`
	);
	return said ?? verdict.is;
};

/** Another value for each column; of a column that is new, too, or this fails. */
const changes: Record<Exclude<keyof typeof securityEvents.$inferSelect, 'seq'>, unknown> = {
	id: 'another',
	userId: null,
	type: 'signed-out',
	kind: 'account',
	method: 'passkey',
	passkey: null,
	newBrowser: true,
	ipAddress: '198.51.100.7',
	userAgent: 'Another/1.0',
	actor: 'somebody else',
	reason: 'For another reason',
	removed: '1',
	salt: 'another',
	createdAt: new Date(0)
};

test.each(Object.entries(changes))('a changed %s is found', async (column, value) => {
	await db
		.update(securityEvents)
		.set({ [column]: value })
		.where(at(4));
	expect(await breaks()).toEqual(['4 changed']);
});

test('every column is tried', () => {
	expect(['seq', ...Object.keys(changes)].sort()).toEqual(
		Object.keys(getTableColumns(securityEvents)).sort()
	);
});

describe('found is', () => {
	test('an entry that was removed, with its link and without', async () => {
		await db.delete(securityEvents).where(at(4));
		expect(await breaks()).toEqual(['4 missing']);
		await db.delete(recordLinks).where(eq(recordLinks.seq, 4));
		expect(await breaks()).toEqual(['4 missing', '5 unlinked']);
	});

	test('several that follow each other, as one', async () => {
		await db.delete(securityEvents).where(sql`seq between 3 and 6`);
		expect(await breaks()).toEqual(['3-6 missing']);
	});

	test('two that changed places, with their links and without', async () => {
		await db.run(sql`update security_events set seq = -1 where seq = 3`);
		await db.run(sql`update security_events set seq = 3 where seq = 7`);
		await db.run(sql`update security_events set seq = 7 where seq = -1`);
		expect(await breaks()).toEqual(['3 changed', '7 changed']);
		const links = await db
			.select()
			.from(recordLinks)
			.where(inArray(recordLinks.seq, [3, 7]));
		for (const { seq, digest, link } of links) {
			const other = eq(recordLinks.seq, 10 - seq);
			await db.update(recordLinks).set({ digest, link }).where(other);
		}
		expect(await breaks()).toEqual([
			...['3 changed', '3 unlinked', '4 unlinked', '7 changed', '7 unlinked', '8 unlinked']
		]);
	});

	test('one that was put in, in the place of another or where none ever was', async () => {
		const { seq: _, ...entry } = await entryAt(4);
		await db.insert(securityEvents).values({ ...entry, id: 'below', seq: 0 });
		expect(await breaks()).toEqual(['0 added']);
		await db.delete(securityEvents).where(at(0));
		await db.delete(securityEvents).where(at(5));
		await db.insert(securityEvents).values({ ...entry, id: 'instead', seq: 5 });
		expect(await breaks()).toEqual(['5 changed']);
	});

	test('a link by whoever has not the key', async () => {
		const digest = digestOf(Buffer.alloc(32), await entryAt(4));
		await db.update(recordLinks).set({ digest }).where(eq(recordLinks.seq, 4));
		expect(await breaks()).toEqual(['4 changed', '4 unlinked']);
	});

	test('a word of purging that is not ours, and what it was to hide', async () => {
		await db.delete(securityEvents).where(at(4));
		const forged = { type: 'entries-purged', kind: 'record', removed: '4' } as const;
		const rest = { ipAddress: '', userAgent: '', createdAt: new Date() };
		await db.insert(securityEvents).values({ ...forged, ...rest });
		await chain(6);
		expect(await breaks()).toEqual(['4 missing']);
	});

	test('a word of purging of ours that was made to say more', async () => {
		await deleteOldEvents(new Date(Date.now() + 365 * 24 * 60 * MINUTE + 1000));
		const told = await db.select().from(securityEvents).where(isNotNull(securityEvents.removed));
		expect(told.at(-1)).toMatchObject({ seq: 11, removed: '1,3-10' });
		await db.update(securityEvents).set({ removed: '1-10' }).where(at(11));
		await db.delete(securityEvents).where(at(2));
		expect(await breaks()).toEqual(['1-10 missing', '11 ahead']);
	});

	test('the end that was cut off, by its numbers', async () => {
		await db.delete(securityEvents).where(gt(securityEvents.seq, 7));
		expect(await breaks()).toEqual(['8-10 missing']);
		await db.delete(recordLinks).where(gt(recordLinks.seq, 7));
		expect(await breaks()).toEqual(['8-10 missing']);
	});

	test('an older copy, by the link that the log was told', async () => {
		const told = (await getRecordHead())!;
		expect(await verifyRecord({ told })).toMatchObject({ is: 'whole' });
		await db.delete(securityEvents).where(gt(securityEvents.seq, 7));
		await db.delete(recordLinks).where(gt(recordLinks.seq, 7));
		await db.run(sql`update sqlite_sequence set seq = 7 where name = 'security_events'`);
		expect(await breaks()).toEqual([]);
		const cut = { breaks: [{ seq: 10, what: 'cut' }] };
		expect(await verifyRecord({ told })).toMatchObject({ is: 'broken', ...cut });
		// Also when it has gone on since.
		await happen(userId, ['signed-in', 'signed-in', 'signed-out', 'signed-in']);
		await chain(6);
		expect(await breaks()).toEqual([]);
		expect(await verifyRecord({ told })).toMatchObject({ is: 'broken', ...cut });
	});

	test('that the chain was thrown away and begun anew, by the same', async () => {
		const told = (await getRecordHead())!;
		await db.delete(recordLinks);
		expect(await verifyRecord({ told })).toMatchObject({ breaks: expect.any(Array), is: 'broken' });
		expect(await verifyRecord()).toEqual({ is: 'none', isEmpty: false });
	});
});

test('many breaks are counted, and the first told', async () => {
	await happen(userId, Array<'signed-in'>(120).fill('signed-in'));
	await chain(6);
	await db.update(securityEvents).set({ reason: 'changed' });
	const verdict = await verifyRecord();
	expect(verdict).toMatchObject({ is: 'broken', breaksInAll: 130 });
	expect(verdict.breaks).toHaveLength(100);
});

test('an empty record is none', async () => {
	await emptyRecord();
	expect(await verifyRecord()).toEqual({ is: 'none', isEmpty: true });
});
