import type { InValue } from '@libsql/client';
import { getTableName, is } from 'drizzle-orm';
import { SQLiteTable } from 'drizzle-orm/sqlite-core';
import { expect, test } from 'vitest';
import { inOrderOfKeys, tablesOf } from '../../scripts/lib/copy-tables.ts';
import { features } from '../../src/features';
import { deleteOldEvents } from '$modules/activity/api/delete-old-events';
import { deleteExpiredTokens } from '$modules/auth/api/entry/delete-expired-tokens';
import { deleteExpiredSessions } from '$modules/auth/api/session/lucia';
import { deleteOldSlots } from '$modules/limits/api/slot-counts';
import { deleteExpiredLimits } from '$modules/limits/api/take-limits';
import { deleteOldSentMails } from '$modules/mail/api/outbox/sent-mails';
import { db } from '@/server/db/client';
import type { Feature } from '@/feature/feature';

const all: readonly Feature[] = features;
/** Their housekeeping is tried by its parts: some of it asks more of a row than its age. */
const ours = 'profile preferences auth oauth activity mail limits keys admin own'.split(' ');
const kept = all.flatMap((feature) => feature.kept ?? []);

// Not by name: what only this test would use is unused all the same.
const list = '../../src/lib/server/db/schemas/index.ts';
const schema = (await import(list)) as Record<string, unknown>;

test('each table of the database stands once in the table of how long it is kept', () => {
	const tables = Object.values<unknown>(schema)
		.filter((value) => is(value, SQLiteTable))
		.map((table) => getTableName(table));
	expect(kept.flatMap((row) => row.tables).sort()).toEqual(tables.sort());
});

/** Of the year 1970: whatever runs out has done so. What may be absent is, but for an end. */
function oldValue({ name, type, notnull, pk }: Record<string, unknown>): InValue {
	if (!notnull && !pk && !String(name).startsWith('expire')) return null;
	if (type === 'BLOB') return new Uint8Array(1);
	return type === 'INTEGER' ? 1 : 'one';
}

test('housekeeping leaves nothing of what is said to end by time, and all of what is not', async () => {
	const client = db.$client;
	const tables = await inOrderOfKeys(client, await tablesOf(client));
	for (const table of tables) {
		const columns = (await client.execute(`pragma table_info("${table}")`)).rows;
		const places = columns.map(() => '?').join();
		const sql = `insert into "${table}" values (${places})`;
		await client.execute({ sql, args: columns.map((column) => oldValue(column)) });
	}
	await deleteExpiredSessions();
	await deleteExpiredTokens();
	await deleteExpiredLimits();
	await deleteOldSlots();
	await deleteOldSentMails();
	await deleteOldEvents();
	for (const { name, housekeeping = [] } of all) {
		if (ours.includes(name)) continue;
		for (const task of housekeeping) await task();
	}
	// What tells that entries went is an entry too, and young.
	await client.execute("delete from security_events where type = 'entries-purged'");
	const left: string[] = [];
	for (const table of tables) {
		if ((await client.execute(`select 1 from "${table}"`)).rows.length > 0) left.push(table);
	}
	const staying = kept.filter(({ ends }) => ends !== 'by time').flatMap((row) => row.tables);
	expect(left.sort()).toEqual(staying.sort());
});
