import { eq, sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { db } from '@/server/db/client';
import { users } from '$modules/auth/models/z.user';
import { createUser } from '$tests/factories';
import { securityEvents } from '../models/z.security-event';
import { attemptStatement, createEventId, recordEvent } from './record-event';

const client = { address: '192.0.2.7', userAgent: 'Test/1.0' };
const eventsOf = (userId: string) =>
	db
		.select()
		.from(securityEvents)
		.where(eq(securityEvents.userId, userId))
		.orderBy(securityEvents.seq);

test('an event says what, when, from where and how', async () => {
	const { id: userId } = await createUser();
	const now = new Date('2026-01-02T03:04:05Z');
	await recordEvent({ userId, type: 'signed-in', method: 'password', client, now }, db);
	expect(await eventsOf(userId)).toMatchObject([
		{
			type: 'signed-in',
			method: 'password',
			ipAddress: '192.0.2.7',
			userAgent: 'Test/1.0',
			createdAt: now
		}
	]);
});

test('an event of a transaction that fails is not kept', async () => {
	const { id: userId } = await createUser();
	const work = db.transaction(async (tx) => {
		await recordEvent({ userId, type: 'confirmed', client }, tx);
		throw new Error('no');
	});
	await expect(work).rejects.toThrow('no');
	expect(await eventsOf(userId)).toEqual([]);
});

test('the record goes with the account', async () => {
	const { id: userId } = await createUser();
	await recordEvent({ userId, type: 'signed-up', client }, db);
	await db.delete(users).where(eq(users.id, userId));
	expect(await eventsOf(userId)).toEqual([]);
});

test('entries are numbered in the order in which they are made, and an attempt keeps its number', async () => {
	const { id: userId } = await createUser();
	const now = new Date();
	const id = createEventId(now);
	const whose = sql`select ${userId} as id`;
	const attempt = { id, whose, type: 'sign-in-failed', method: 'password', client, now } as const;
	await db.batch([attemptStatement(attempt)]);
	await recordEvent({ userId, type: 'confirmed', client, now }, db);
	const event = { userId, type: 'signed-in', method: 'password', newBrowser: true } as const;
	await recordEvent({ ...event, attemptId: id, client, now }, db);
	await recordEvent({ userId, type: 'signed-out', client, now }, db);

	const [first, ...others] = await eventsOf(userId);
	expect(first).toEqual({
		...{ seq: expect.any(Number), id, userId, type: 'signed-in', kind: 'sign-in' },
		...{ method: 'password', passkey: null, newBrowser: true, createdAt: now },
		...{ ipAddress: '192.0.2.7', userAgent: 'Test/1.0', actor: null, reason: null },
		...{ removed: null, salt: expect.any(String) }
	});
	expect(others.map(({ type, seq }) => [type, seq - first!.seq])).toEqual([
		['confirmed', 1],
		['signed-out', 2]
	]);
});

test('an attempt that is written late stays what it is: it may be chained by then', async () => {
	const { id: userId } = await createUser();
	const asked = new Date(Date.now() - 31_000);
	const id = createEventId(asked);
	const whose = sql`select ${userId} as id`;
	const attempt = { type: 'sign-in-failed', method: 'password', client, now: asked } as const;
	await db.batch([attemptStatement({ ...attempt, id, whose })]);
	await recordEvent({ userId, type: 'signed-in', attemptId: id, client, now: asked }, db);
	expect((await eventsOf(userId)).map(({ type }) => type)).toEqual(['sign-in-failed', 'signed-in']);
});

test('an attempt for nobody leaves no entry and no number', async () => {
	const { id: userId } = await createUser();
	const now = new Date();
	const attempt = { type: 'sign-in-failed', method: 'password', client, now } as const;
	await recordEvent({ userId, type: 'signed-up', client, now }, db);
	const whose = sql`select ${userId} as id where 0`;
	await db.batch([attemptStatement({ ...attempt, id: createEventId(now), whose })]);
	await recordEvent({ userId, type: 'signed-out', client, now }, db);
	const [first, second, ...others] = await eventsOf(userId);
	expect(others).toEqual([]);
	expect(second!.seq).toBe(first!.seq + 1);
});
