import { and, eq, gt, sql, type SQL } from 'drizzle-orm';
import { lifetimes } from '$modules/limits/api/lifetimes';
import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { eventKinds, securityEvents, type SecurityEventType } from '../models/z.security-event';

let counter = 0;

/**
 * An id that sorts by time (UUID version 7, RFC 9562, section 5.7), and by order among those that
 * one process makes in one millisecond. Entries made together then lie together, in the list and on
 * the disk, where the purge finds them.
 */
export function createEventId(now: Date): string {
	counter = (counter + 1) & 0xfff;
	const time = now.getTime().toString(16).padStart(12, '0');
	const order = counter.toString(16).padStart(3, '0');
	// The rest, variant included, from a random UUID (version 4).
	const random = crypto.randomUUID().slice(19);
	return `${time.slice(0, 8)}-${time.slice(8)}-7${order}-${random}`;
}

type Attempt = {
	id: string;
	/** A query of one column, the person's id: of no row where nobody is meant. */
	whose: SQL;
	type: 'sign-in-failed';
	method: string;
	client: ClientContext;
	now: Date;
};

/** When an id of {@link createEventId} was made. */
const timeOfId = (id: string): number => parseInt(id.slice(0, 13).replace('-', ''), 16);

/**
 * The statement that keeps an attempt as a failed one before it is checked, for a batch. It takes
 * the same commit whether there is somebody to keep it for or not. Where the attempt succeeds,
 * {@link recordEvent} turns its entry into what happened.
 */
export function attemptStatement({ id, whose, type, method, client, now }: Attempt) {
	return db.run(sql`
		insert into ${securityEvents}
			(id, user_id, type, kind, method, new_browser, ip_address, user_agent, salt, created_at)
		select ${id}, person.id, ${type}, ${eventKinds[type]}, ${method}, 0, ${client.address},
			${client.userAgent}, ${crypto.randomUUID()}, ${now.getTime()}
		from (${whose}) as person`);
}

/**
 * The statement that takes an attempt back which could not be checked. Its number stays, with nothing
 * of anybody; and where its time is over, so does all of it.
 */
export const forgetAttemptStatement = (id: string, now = new Date()) =>
	db
		.update(securityEvents)
		.set({ ...withdrawn, ipAddress: '', userAgent: '' })
		.where(
			and(
				eq(securityEvents.id, id),
				eq(securityEvents.type, 'sign-in-failed'),
				gt(securityEvents.createdAt, unsettledSince(now))
			)
		);

const withdrawn = {
	userId: null,
	type: 'attempt-withdrawn',
	kind: 'record',
	method: null
} as const;

/** An entry of this time and before is not changed any more: it may be chained. */
const unsettledSince = (now: Date) => new Date(now.getTime() - lifetimes.unsettledEvent);

/** Who helps, `operator` or an id, and why, in their own words; nobody need say why they looked. */
export type Helper = { actor: string; reason?: string | undefined };

/**
 * Appends to the record of what happened to an account, in the transaction that made it happen.
 * @param event.userId whose account; `null` where it happened to nobody's.
 * @param event.passkey by which passkey it was done: its name, or the query of it.
 * @param event.by who did it and why, where it was not the owner.
 * @param event.attemptId of the entry that kept the attempt, which becomes this event; after half a
 * minute it stays what it is, and this event stands beside it.
 * @returns the event's id.
 */
export async function recordEvent(
	event: {
		userId: string | null;
		type: SecurityEventType;
		method?: string;
		passkey?: string | SQL<string> | undefined;
		newBrowser?: boolean;
		attemptId?: string | undefined;
		by?: Helper;
		client: ClientContext;
		now?: Date;
	},
	executor: Executor
): Promise<string> {
	const { userId, type, method, passkey, newBrowser = false } = event;
	const { by, client, now = new Date() } = event;
	const attemptId = isUnsettled(event.attemptId, now) ? event.attemptId : undefined;
	const id = attemptId ?? createEventId(now);
	// The attempt's own number: a conflict over the id would use up another one for each sign-in.
	const seq = attemptId ? seqOf(attemptId) : undefined;
	const happened = { type, kind: eventKinds[type], method, passkey, newBrowser, createdAt: now };
	await executor
		.insert(securityEvents)
		.values({
			...happened,
			seq,
			id,
			userId,
			ipAddress: client.address,
			userAgent: client.userAgent,
			actor: by?.actor,
			reason: by?.reason
		})
		.onConflictDoUpdate({ target: securityEvents.seq, set: happened });
	return id;
}

/** By the time of this write: what happened then may be written late, when the entry is chained. */
function isUnsettled(attemptId: string | undefined, now: Date): boolean {
	const written = new Date(Math.max(now.getTime(), Date.now()));
	return attemptId !== undefined && timeOfId(attemptId) > unsettledSince(written).getTime();
}

const seqOf = (id: string) =>
	sql<number>`(select ${securityEvents.seq} from ${securityEvents} where ${securityEvents.id} = ${id})`;
