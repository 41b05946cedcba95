import { and, eq, getTableColumns, ne } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Executor } from '@/server/db/create-db';
import { passkeys, type Passkey } from '../../../models/z.passkey';
import { recoveryCodes, type RecoveryCode } from '../../../models/z.recovery-code';
import type { RemovedKind } from '../../../models/z.removed-factor';
import { totps, type Totp } from '../../../models/z.totp';
import { users } from '../../../models/z.user';

/** A row as JSON gives it back. */
export type KeptRow = Record<string, unknown>;

/** What was kept of one removal. */
type Removed = { kind: RemovedKind; rows: KeptRow[] };

/** JSON knows neither dates nor bytes: the table says which columns are one. */
function revive<T>(table: SQLiteTable, row: KeptRow): T {
	const columns = Object.entries(getTableColumns(table));
	const values = columns.map(([name, { dataType }]) => {
		const value = row[name] ?? null;
		if (value === null) return [name, value];
		if (dataType === 'date') return [name, new Date(String(value))];
		return [name, dataType === 'buffer' ? Buffer.from(value as never) : value];
	});
	return Object.fromEntries(values) as T;
}

/** Puts rows back that were there at a moment; says how many. Nothing is put over what is there. */
const putBack = {
	totp: (rows, since, executor) => {
		const before = rows
			.map((row) => revive<Totp>(totps, row))
			.filter(({ confirmedAt }) => confirmedAt !== null && confirmedAt < since);
		return insertEach(before, (row) => executor.insert(totps).values(row).onConflictDoNothing());
	},
	passkey: (rows, since, executor) => {
		const before = rows
			.map((row) => revive<Passkey>(passkeys, row))
			.filter(({ createdAt }) => createdAt < since);
		return insertEach(before, (row) => executor.insert(passkeys).values(row).onConflictDoNothing());
	},
	'recovery-codes': (rows, since, executor) => {
		const before = rows
			.map((row) => revive<RecoveryCode>(recoveryCodes, row))
			.filter(({ createdAt }) => createdAt < since);
		return insertEach(before, (row) =>
			executor.insert(recoveryCodes).values(row).onConflictDoNothing()
		);
	}
} satisfies Partial<
	Record<RemovedKind, (rows: KeptRow[], since: Date, executor: Executor) => Promise<number>>
>;

async function insertEach<T>(
	rows: T[],
	insert: (row: T) => Promise<{ rowsAffected: number }>
): Promise<number> {
	let inserted = 0;
	for (const row of rows) inserted += (await insert(row)).rowsAffected;
	return inserted;
}

/**
 * Puts back of what was removed since a moment whatever was there before it, the earliest removal
 * first: the switch as it stood then, and the rest as rows.
 * @returns of how many removals something came back.
 */
export async function bringBack(
	input: { userId: string; since: Date; removed: Removed[] },
	executor: Executor
): Promise<number> {
	const { userId, since, removed } = input;
	let count = 0;
	for (const { kind, rows } of removed) {
		if (kind === 'second-step') continue;
		if ((await putBack[kind](rows, since, executor)) > 0) count += 1;
	}
	const before = removed.find(({ kind, rows }) => kind === 'second-step' && rows.length > 0);
	if (!before) return count;
	const asksSecondStep = before.rows[0]?.asksSecondStep === true;
	const { rowsAffected } = await executor
		.update(users)
		.set({ asksSecondStep })
		.where(and(eq(users.id, userId), ne(users.asksSecondStep, asksSecondStep)));
	return asksSecondStep ? count + rowsAffected : count;
}
