import { sql } from 'drizzle-orm';
import { storedKeys } from '$modules/keys/models/z.stored-key';
import { forgetStoredKeys } from '$modules/keys/api/stored-key';
import { db } from '@/server/db/client';
import { recordLinks, recordSealers } from '$modules/activity/models/z.record-link';
import { securityEvents, type SecurityEventType } from '$modules/activity/models/z.security-event';
import { recordEvent } from '$modules/activity/api/record-event';
import { chainRecord } from '$modules/activity/api/chain/chain-record';

export const MINUTE = 60_000;
export const client = { address: '192.0.2.1', userAgent: 'Test/1.0' };

/** A record in which nothing has ever happened. */
export async function emptyRecord(): Promise<void> {
	for (const table of [securityEvents, recordLinks, recordSealers, storedKeys]) {
		await db.delete(table);
	}
	await db.run(sql`delete from sqlite_sequence where name = 'security_events'`);
	forgetStoredKeys();
}

/** Keeps what happened to somebody. @returns the numbers. */
export async function happen(
	userId: string,
	types: SecurityEventType[],
	now = new Date()
): Promise<number[]> {
	for (const type of types) {
		const by = { actor: 'operator', reason: 'Asked' };
		const what = { userId, type, method: 'password', passkey: 'Blue key', client, now, by };
		await recordEvent(what, db);
	}
	const rows = await db.select({ seq: securityEvents.seq }).from(securityEvents);
	return rows.map(({ seq }) => seq).slice(-types.length);
}

/** Chains what is there, as a process does later on. */
export const chain = (minutesOn = 2, holder?: string) => {
	const clock = () => new Date(Date.now() + minutesOn * MINUTE);
	return chainRecord({ ...(holder && { holder }), clock });
};
