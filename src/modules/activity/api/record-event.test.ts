import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { db } from '@/server/db/client';
import { users } from '$modules/auth/models/z.user';
import { createUser } from '$tests/factories';
import { securityEvents } from '../models/z.security-event';
import { recordEvent } from './record-event';

const client = { address: '192.0.2.7', userAgent: 'Test/1.0' };
const eventsOf = (userId: string) =>
	db.select().from(securityEvents).where(eq(securityEvents.userId, userId));

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
