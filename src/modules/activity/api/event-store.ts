import { and, eq, gte, lte } from 'drizzle-orm';
import { getStoredKey } from '$modules/keys/api/stored-key';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { inSteps } from '@/server/db/delete-in-steps';
import { goingColumns, removeEntries } from './chain/remove-entries';
import { securityEvents, type SecurityEventType } from '../models/z.security-event';

/** Entries a step of erasing. */
export const EVENTS_STEP = 50;

/** Entries older than this are neither shown nor kept. */
export function keptSince(now: Date): Date {
	return new Date(now.getTime() - lifetimes.securityEvent);
}

/** One entry of a person's own record, or `null`. */
export async function getEvent({ userId, id }: { userId: string; id: string }) {
	const event = await db
		.select({ type: securityEvents.type, createdAt: securityEvents.createdAt })
		.from(securityEvents)
		.where(and(eq(securityEvents.id, id), eq(securityEvents.userId, userId)))
		.get();
	return event ?? null;
}

/** The query of an entry of the record with whose it is: for mails, which have no session. */
export const eventById = ({ id }: { id: string }) =>
	db
		.select({
			userId: securityEvents.userId,
			type: securityEvents.type,
			method: securityEvents.method,
			passkey: securityEvents.passkey,
			userAgent: securityEvents.userAgent,
			actor: securityEvents.actor,
			createdAt: securityEvents.createdAt
		})
		.from(securityEvents)
		.where(eq(securityEvents.id, id));

/** Whether something happened to an account at that very moment, with what else did. */
export async function hasEventAt(event: {
	userId: string;
	type: SecurityEventType;
	createdAt: Date;
}): Promise<boolean> {
	const { userId, type, createdAt } = event;
	const same = [eq(securityEvents.userId, userId), eq(securityEvents.createdAt, createdAt)];
	return (await db.$count(securityEvents, and(...same, eq(securityEvents.type, type)))) > 0;
}

/** Whether a helper did the like to an account in this time. */
export async function hasEventBetween(event: {
	userId: string;
	type: SecurityEventType;
	actor: string;
	since: Date;
	until: Date;
}): Promise<boolean> {
	const { userId, type, actor, since, until } = event;
	const { createdAt } = securityEvents;
	const theirs = [eq(securityEvents.userId, userId), gte(createdAt, since), lte(createdAt, until)];
	const same = [eq(securityEvents.type, type), eq(securityEvents.actor, actor)];
	return (await db.$count(securityEvents, and(...theirs, ...same))) > 0;
}

/** Removes the whole record of a person whose account is being erased, in steps. */
export async function deleteEventsOf({ userId }: { userId: string }): Promise<void> {
	const key = await getStoredKey('record');
	await inSteps(EVENTS_STEP, () => deleteEventsOfStep({ userId, key }));
}

/**
 * Removes some of a person's entries.
 * @param input.key of the record: it is opened outside of any transaction.
 * @returns how many; fewer than 50 at the end.
 */
export async function deleteEventsOfStep(
	{ userId, key }: { userId: string; key: Buffer | null },
	executor: Executor = db
): Promise<number> {
	const going = await executor
		.select(goingColumns)
		.from(securityEvents)
		.where(eq(securityEvents.userId, userId))
		.limit(EVENTS_STEP);
	return removeEntries({ type: 'entries-erased', going, key, now: new Date() }, executor);
}
