import { and, eq, getTableColumns, ne } from 'drizzle-orm';
import type { SQLiteTable } from 'drizzle-orm/sqlite-core';
import type { Executor } from '@/server/db/create-db';
import { passkeys, type Passkey } from '../../../models/z.passkey';
import { recoveryCodes, type RecoveryCode } from '../../../models/z.recovery-code';
import type { RemovedKind } from '../../../models/z.removed-factor';
import { totps, type Totp } from '../../../models/z.totp';
import { users } from '../../../models/z.user';
import { sealApp, type KeptApp } from './kept-app';

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

type PutBack = (rows: KeptRow[], since: Date, executor: Executor) => Promise<{ id: string }[]>;

/** Puts rows back that were there at a moment. Nothing is put over what is there. */
const putBack: Record<Exclude<RemovedKind, 'second-step'>, PutBack> = {
	totp: async (rows, since, executor) => {
		const before = rows
			.map((row) => sealApp({ ...revive<Totp>(totps, row), secret: row.secret } as KeptApp))
			.filter(({ confirmedAt }) => confirmedAt !== null && confirmedAt < since);
		if (before.length === 0) return [];
		const inserted = executor.insert(totps).values(before).onConflictDoNothing();
		return inserted.returning({ id: totps.id });
	},
	passkey: async (rows, since, executor) => {
		const before = rows
			.map((row) => revive<Passkey>(passkeys, row))
			.filter(({ createdAt }) => createdAt < since);
		if (before.length === 0) return [];
		const inserted = executor.insert(passkeys).values(before).onConflictDoNothing();
		return inserted.returning({ id: passkeys.id });
	},
	'recovery-codes': async (rows, since, executor) => {
		const before = rows
			.map((row) => revive<RecoveryCode>(recoveryCodes, row))
			.filter(({ createdAt }) => createdAt < since);
		if (before.length === 0) return [];
		const inserted = executor.insert(recoveryCodes).values(before).onConflictDoNothing();
		return inserted.returning({ id: recoveryCodes.hash });
	}
};

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
		const inserted = await putBack[kind](rows, since, executor);
		if (inserted.length > 0) count += 1;
	}
	const before = removed.find(({ kind, rows }) => kind === 'second-step' && rows.length > 0);
	if (!before) return count;
	const asksSecondStep = before.rows[0]?.asksSecondStep === true;
	const changed = await executor
		.update(users)
		.set({ asksSecondStep })
		.where(and(eq(users.id, userId), ne(users.asksSecondStep, asksSecondStep)))
		.returning({ id: users.id });
	return asksSecondStep ? count + changed.length : count;
}
