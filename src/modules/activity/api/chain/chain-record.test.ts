import { asc, eq, isNull, sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { deleteUnsettledAccounts } from '$modules/auth/api/account/delete-unsettled-accounts';
import { eraseClosedAccounts } from '$modules/auth/api/account/erase-closed-accounts';
import { users } from '$modules/auth/models/z.user';
import { forgetStoredKeys, getStoredKey, sealedStoredKeys } from '$modules/keys/api/stored-key';
import { storedKeys } from '$modules/keys/models/z.stored-key';
import { db } from '@/server/db/client';
import { sealRowsAnew } from '@/server/db/sealed-rows';
import { log } from '@/server/log';
import { secrets, startWith } from '$tests/auth-secret';
import { createUser } from '$tests/factories';
import { chain, client, emptyRecord, happen, MINUTE } from '$tests/record';
import { features } from '../../../../features';
import { recordLinks, recordSealers } from '../../models/z.record-link';
import { securityEvents } from '../../models/z.security-event';
import { deleteOldEvents } from '../delete-old-events';
import {
	attemptStatement,
	createEventId,
	forgetAttemptStatement,
	recordEvent
} from '../record-event';
import { chainStep } from './chain-step';
import { verifyRecord } from './verify-record';

const DAY = 24 * 60 * MINUTE;
const links = () => db.select().from(recordLinks).orderBy(asc(recordLinks.seq));
const events = () => db.select().from(securityEvents).orderBy(asc(securityEvents.seq));

beforeEach(emptyRecord);
afterEach(() => vi.restoreAllMocks());

test('entries are chained in order once they are a minute old, and no sooner', async () => {
	const { id } = await createUser();
	await happen(id, ['signed-up', 'signed-in', 'signed-out']);
	await chain(0.9);
	expect(await links()).toEqual([]);
	await chain(1.1);
	expect((await links()).map(({ seq }) => seq)).toEqual([1, 2, 3]);
	expect(await verifyRecord()).toMatchObject({
		is: 'whole',
		chained: 3,
		gone: 0,
		// The one that tells where the chain began.
		waiting: { count: 1, since: expect.any(Date) },
		head: { seq: 3 }
	});
	await chain(3);
	expect(await verifyRecord()).toMatchObject({ is: 'whole', chained: 4, waiting: { count: 0 } });
});

test('a young entry holds back those behind it, whatever time they have', async () => {
	const { id } = await createUser();
	await happen(id, ['signed-up']);
	await happen(id, ['signed-in'], new Date(Date.now() + 10 * MINUTE));
	await happen(id, ['signed-out']);
	await chain(2);
	expect((await links()).map(({ seq }) => seq)).toEqual([1]);
	await chain(12);
	expect((await links()).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
	expect(await verifyRecord()).toMatchObject({ is: 'whole' });
});

test('more than a step holds is chained, beside entries that come meanwhile', async () => {
	const { id } = await createUser();
	await db.insert(securityEvents).values(
		Array.from({ length: 450 }, () => ({
			userId: id,
			type: 'signed-in' as const,
			ipAddress: '192.0.2.1',
			userAgent: '',
			createdAt: new Date()
		}))
	);
	const chaining = chain();
	await happen(id, ['signed-out']);
	await chaining;
	expect((await links()).length).toBeGreaterThanOrEqual(450);
	await chain(4);
	expect(await verifyRecord()).toMatchObject({ is: 'whole', chained: 452 });
});

test('two processes at once make one chain', async () => {
	const { id } = await createUser();
	await happen(id, Array<'signed-in'>(30).fill('signed-in'));
	await Promise.all([chain(2, 'one'), chain(2, 'other'), chain(2, 'third')]);
	expect(await links()).toHaveLength(30);
	expect(await verifyRecord()).toMatchObject({ is: 'whole' });
	expect((await events()).filter(({ type }) => type === 'record-begun')).toHaveLength(1);

	// Also where a lease has run out under one of them, which is at work still.
	await happen(id, ['signed-in', 'signed-out', 'signed-in']);
	const key = (await getStoredKey('record'))!;
	const now = new Date(Date.now() + 4 * MINUTE);
	const steps = await Promise.all([chainStep({ key, now }), chainStep({ key, now })]);
	expect(steps.map(({ count }) => count).sort()).toEqual([0, 4]);
	expect(await verifyRecord()).toMatchObject({ is: 'whole', chained: 34 });
});

test('a process that died keeps the others waiting for two minutes, a lease of years nobody', async () => {
	const { id } = await createUser();
	await happen(id, ['signed-in']);
	const dead = { name: 'record', holder: 'dead' };
	const in2 = new Date(Date.now() + 2 * MINUTE);
	await db.insert(recordSealers).values({ ...dead, leasedUntil: new Date(in2.getTime() + MINUTE) });
	await chain(2);
	expect(await links()).toEqual([]);
	await chain(3.1);
	expect(await links()).toHaveLength(1);
	await happen(id, ['signed-out']);
	await db.update(recordSealers).set({ ...dead, leasedUntil: new Date(Date.now() + 900 * DAY) });
	await chain(5);
	expect(await links()).toHaveLength(3);
});

test('a record that is older than the chain is chained from the first run on, with its gaps', async () => {
	const { id } = await createUser();
	await happen(
		id,
		['signed-up', 'signed-in', 'signed-out', 'signed-in'],
		new Date(Date.now() - DAY)
	);
	await db.update(securityEvents).set({ salt: null });
	await db.delete(securityEvents).where(sql`seq in (1, 3)`);
	await chain();
	expect((await links()).map(({ seq }) => seq)).toEqual([2, 4]);
	expect(await db.$count(securityEvents, isNull(securityEvents.salt))).toBe(0);
	expect(await verifyRecord()).toMatchObject({ is: 'whole', chained: 2, gone: 2 });
	// What was chained may not go by the same word.
	await db.delete(securityEvents).where(eq(securityEvents.seq, 2));
	expect(await verifyRecord()).toMatchObject({ breaks: [{ seq: 2, what: 'missing' }] });
});

test('the chain begins once an older version has not written for an hour', async () => {
	const { id } = await createUser();
	await happen(id, ['signed-in']);
	await db.update(securityEvents).set({ salt: null });
	await chain(59);
	expect(await links()).toEqual([]);
	await chain(61);
	expect(await links()).toHaveLength(1);
});

test('purging leaves links, takes entries and salts, and is told of, also a year later', async () => {
	const { id } = await createUser();
	const now = Date.now();
	await happen(id, Array<'signed-in'>(24).fill('signed-in'), new Date(now - 366 * DAY));
	await happen(id, ['signed-in']);
	await chain();
	await deleteOldEvents();
	expect((await events()).map(({ type, removed }) => [type, removed])).toEqual([
		['signed-in', null],
		['record-begun', ''],
		['entries-purged', '1-10'],
		['entries-purged', '11-20'],
		['entries-purged', '21-24']
	]);
	await chain(4);
	expect(await links()).toHaveLength(29);
	expect(await verifyRecord()).toMatchObject({ is: 'whole', chained: 5, gone: 24 });

	// What was told is told again by whoever takes it away.
	await happen(id, ['signed-out'], new Date(now + 366 * DAY));
	await deleteOldEvents(new Date(now + 367 * DAY));
	await chain(368 * 24 * 60);
	expect((await events()).map(({ removed }) => removed)).toEqual([null, '1-29']);
	expect(await links()).toHaveLength(31);
	expect(await verifyRecord()).toMatchObject({ is: 'whole', chained: 2, gone: 29 });
});

test('erasing leaves links, and nothing of the person', async () => {
	const [one, other] = [await createUser(), await createUser()];
	for (let index = 0; index < 3; index += 1) {
		await happen(one.id, ['signed-in', 'signed-out']);
		await happen(other.id, ['signed-in']);
	}
	await chain();
	const closedAt = new Date(Date.now() - 15 * DAY);
	await db.update(users).set({ closedAt }).where(eq(users.id, one.id));
	// Of the last minute: never chained.
	await happen(one.id, ['sign-in-failed']);
	await eraseClosedAccounts(features);
	expect(await db.$count(securityEvents, eq(securityEvents.userId, one.id))).toBe(0);
	expect((await events()).at(-1)).toMatchObject({
		...{ type: 'entries-erased', userId: null, removed: '1-2,4-5,7-8,11' },
		...{ ipAddress: '', userAgent: '', actor: null, reason: null }
	});
	expect(await verifyRecord()).toMatchObject({ is: 'whole' });
	await chain(4);
	expect(await verifyRecord()).toMatchObject({ is: 'whole', chained: 5, gone: 7 });
});

test('an account that nobody came back to goes with its record, which tells of it', async () => {
	const { id } = await createUser();
	await happen(id, ['signed-up', 'sign-in-failed']);
	await chain();
	const unsettledSince = new Date(Date.now() - 2 * DAY);
	await db.update(users).set({ unsettledSince }).where(eq(users.id, id));
	await deleteUnsettledAccounts();
	expect(await db.$count(users, eq(users.id, id))).toBe(0);
	expect(await verifyRecord()).toMatchObject({ is: 'whole', gone: 2 });
});

test('an attempt that could not be checked leaves its number, and nothing of anybody', async () => {
	const { id: userId } = await createUser();
	const now = new Date();
	const attempt = { type: 'sign-in-failed', method: 'password', client, now } as const;
	const whose = sql`select ${userId} as id`;
	const ids = [createEventId(now), createEventId(now)] as const;
	for (const id of ids) await db.batch([attemptStatement({ ...attempt, whose, id })]);
	await forgetAttemptStatement(ids[0]);
	// Too late: it may be chained.
	await forgetAttemptStatement(ids[1], new Date(now.getTime() + MINUTE));
	expect(await events()).toMatchObject([
		{ seq: 1, userId: null, type: 'attempt-withdrawn', ipAddress: '', userAgent: '', method: null },
		{ seq: 2, userId, type: 'sign-in-failed' }
	]);
	await chain();
	expect(await verifyRecord()).toMatchObject({ is: 'whole', chained: 2 });
});

test('a sign-in that waited for its second step is an entry beside the first one’s, not a change of it', async () => {
	const { id: userId } = await createUser();
	const now = new Date();
	const step = { userId, method: 'password', client };
	const asked = await recordEvent({ ...step, type: 'second-step-asked', now }, db);
	await chain();
	const later = new Date(now.getTime() + 5 * MINUTE);
	const id = await recordEvent({ ...step, type: 'signed-in', attemptId: asked, now: later }, db);
	expect(id).not.toBe(asked);
	const types = (await events()).map(({ type }) => type);
	expect(types).toEqual(['second-step-asked', 'record-begun', 'signed-in']);
	expect(await verifyRecord()).toMatchObject({ is: 'whole' });
});

test('the log is told the newest link once an hour, and when a helper has acted', async () => {
	const info = vi.spyOn(log, 'info').mockImplementation(() => {});
	const told = () => info.mock.calls.map(([fields]) => fields as object);
	const { id: userId } = await createUser();
	await recordEvent({ userId, type: 'signed-in', client }, db);
	await chain(2);
	const [first] = await links();
	expect(told()).toEqual([{ event: 'record-head', seq: 1, link: first?.link }]);
	await chain(30);
	await chain(61);
	expect(told()).toHaveLength(1);
	await chain(63);
	expect(told()).toHaveLength(2);
	await happen(userId, ['suspension-lifted']);
	await chain(64);
	expect(told().at(-1)).toEqual({
		event: 'record-head',
		seq: 3,
		link: (await links()).at(-1)?.link
	});
});

test('the chain outlives a change of AUTH_SECRET, and cannot be read without either', async () => {
	const [first, second, third] = secrets;
	startWith(first);
	const { id } = await createUser();
	await happen(id, ['signed-in']);
	await chain();
	startWith(second, first);
	expect(await sealRowsAnew(sealedStoredKeys)).toEqual({ anew: 1, lost: 0 });
	startWith(second);
	await happen(id, ['signed-out']);
	await chain(4);
	expect(await verifyRecord()).toMatchObject({ is: 'whole', chained: 3 });

	startWith(third);
	vi.spyOn(log, 'error').mockImplementation(() => {});
	expect(await verifyRecord()).toEqual({ is: 'key-lost' });
	await happen(id, ['signed-in']);
	await chain(6);
	expect(await links()).toHaveLength(3);
	// What has to go goes all the same.
	await deleteOldEvents(new Date(Date.now() + 400 * DAY));
	expect((await events()).map(({ type }) => type)).toEqual(['entries-purged']);

	// Where the key never comes back, a new chain can be begun.
	await db.delete(storedKeys);
	await db.delete(recordLinks);
	forgetStoredKeys();
	await chain(401 * 24 * 60);
	await chain(402 * 24 * 60);
	expect(await verifyRecord()).toMatchObject({ is: 'whole', chained: 2 });
});
