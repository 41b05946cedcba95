import { sql } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { createUser } from '$tests/factories';
import { db } from '@/server/db/client';
import { parseTimeCursor } from '@/server/time-cursor';
import { securityEvents, type SecurityEventType, eventKinds } from '../models/z.security-event';
import { deleteOldEvents, deleteOldEventsStep } from './delete-old-events';
import { getEvent } from './event-store';
import { EVENTS_PAGE, listEvents } from './list-events';
import { recordEvent } from './record-event';

const client = { address: '192.0.2.1', userAgent: 'Test/1.0' };
const now = new Date('2026-11-22T12:00:00Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);

const record = (userId: string, type: SecurityEventType, at = now) =>
	recordEvent({ userId, type, client, now: at }, db);

async function everyPage(userId: string, kind?: 'sign-in' | 'security' | 'account') {
	const ids: string[] = [];
	let before = null;
	do {
		const { events, next } = await listEvents({ userId, kind, before, now });
		expect(events.length).toBeLessThanOrEqual(EVENTS_PAGE);
		ids.push(...events.map(({ id }) => id));
		before = parseTimeCursor(next);
	} while (before);
	return ids;
}

describe('the record', () => {
	it('says what, how and from where', async () => {
		const { id: userId } = await createUser();
		const userAgent = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
		await recordEvent(
			{
				userId,
				type: 'signed-in',
				method: 'passkey',
				passkey: 'Blue key',
				newBrowser: true,
				client: { address: '2001:db8::1', userAgent },
				now
			},
			db
		);
		const { events, next } = await listEvents({ userId, now });
		expect(events).toEqual([
			{
				id: expect.any(String),
				type: 'signed-in',
				method: 'passkey',
				passkey: 'Blue key',
				newBrowser: true,
				ipAddress: '2001:db8::1',
				browser: 'Firefox',
				system: 'Linux',
				isByHelper: false,
				createdAt: now
			}
		]);
		expect(next).toBeNull();
	});

	it('comes newest first, each entry once, also of one moment and while it grows', async () => {
		const { id: userId } = await createUser();
		for (let index = 0; index < 2 * EVENTS_PAGE; index += 1) {
			await record(userId, 'signed-in', daysAgo(Math.floor(index / 7)));
		}
		const first = await listEvents({ userId, now });
		await record(userId, 'signed-out');
		const second = await listEvents({ userId, before: parseTimeCursor(first.next), now });
		const ids = [...first.events, ...second.events].map(({ id }) => id);
		expect(new Set(ids).size).toBe(2 * EVENTS_PAGE);
		expect(second.next).toBeNull();

		const times = (await listEvents({ userId, now })).events.map(({ createdAt }) => createdAt);
		expect(times).toEqual(times.toSorted((a, b) => b.getTime() - a.getTime()));
		expect(await everyPage(userId)).toHaveLength(2 * EVENTS_PAGE + 1);
	});

	it('finds one kind, on as many pages as it takes', async () => {
		const { id: userId } = await createUser();
		for (let index = 0; index < EVENTS_PAGE + 5; index += 1) {
			await record(userId, 'sign-in-failed', daysAgo(index));
			await record(userId, 'confirmed', daysAgo(index));
		}
		await record(userId, 'signed-up', daysAgo(50));
		expect(await everyPage(userId, 'sign-in')).toHaveLength(EVENTS_PAGE + 5);
		expect(await everyPage(userId, 'security')).toHaveLength(EVENTS_PAGE + 5);
		expect(await everyPage(userId, 'account')).toHaveLength(1);
	});

	it('shows nobody the entries of somebody else', async () => {
		const [one, other] = [await createUser(), await createUser()];
		const id = await record(one.id, 'signed-in');
		expect(await everyPage(other.id)).toEqual([]);
		expect(await getEvent({ userId: other.id, id })).toBeNull();
		expect(await getEvent({ userId: one.id, id })).toMatchObject({ type: 'signed-in' });
	});

	it('begins in an index, however long it is', async () => {
		const where = "user_id = 'a' and created_at >= 1 and (created_at, id) < (5, 'b')";
		for (const filter of [where, `${where} and kind = 'account'`]) {
			const plan = await db.all<{ detail: string }>(
				sql.raw(
					`explain query plan select * from security_events where ${filter} order by created_at desc, id desc limit 21`
				)
			);
			const details = plan.map(({ detail }) => detail).join('\n');
			expect(details).toMatch(/^SEARCH security_events USING INDEX security_events_user_id_/);
			expect(details).not.toContain('TEMP B-TREE');
		}
	});
});

describe('its end', () => {
	it('comes after a year: not shown, then removed in steps, and nothing younger', async () => {
		const { id: userId } = await createUser();
		for (let index = 0; index < 10; index += 1) await record(userId, 'signed-in', daysAgo(366));
		await record(userId, 'signed-in', daysAgo(364));
		expect(await everyPage(userId)).toHaveLength(1);

		expect(await deleteOldEventsStep({ now, limit: 4 })).toBe(4);
		expect(await deleteOldEventsStep({ now, limit: 4 })).toBe(4);
		expect(await deleteOldEventsStep({ now, limit: 4 })).toBe(2);
		expect(await deleteOldEventsStep({ now, limit: 4 })).toBe(0);
		expect(await db.$count(securityEvents)).toBeGreaterThan(0);
		expect(await everyPage(userId)).toHaveLength(1);
	});

	it('comes for more than one step holds', async () => {
		const { id: userId } = await createUser();
		await db.insert(securityEvents).values(
			Array.from({ length: 600 }, () => ({
				userId,
				type: 'signed-in' as const,
				ipAddress: '192.0.2.1',
				userAgent: '',
				createdAt: daysAgo(400)
			}))
		);
		await deleteOldEvents(now);
		expect(await db.$count(securityEvents, sql`user_id = ${userId}`)).toBe(0);
	});
});

it.each([null, '', '5', '5_', '_a', 'x_a', '5_a b', `${'9'.repeat(16)}_a`, `5_${'a'.repeat(65)}`])(
	'the address %s names no place in the record',
	(text) => expect(parseTimeCursor(text)).toBeNull()
);

it('gives every event a kind', () => {
	expect(Object.keys(eventKinds).toSorted()).toEqual(
		[...securityEvents.type.enumValues].toSorted()
	);
});
