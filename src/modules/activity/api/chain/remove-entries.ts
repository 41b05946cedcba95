import { inArray } from 'drizzle-orm';
import type { Executor } from '@/server/db/create-db';
import { securityEvents } from '../../models/z.security-event';
import { removalProofOf } from './digests';
import { formatRanges } from './ranges';
import { whatItExplains, type Going } from './what-it-explains';

/** The columns of a {@link Going}. */
export const goingColumns = {
	seq: securityEvents.seq,
	id: securityEvents.id,
	type: securityEvents.type,
	removed: securityEvents.removed,
	salt: securityEvents.salt,
	createdAt: securityEvents.createdAt
};

/**
 * Takes entries out of the record, and first tells there which: without that, their numbers would be
 * missing. What one of them told of others is told again, so that such entries too go when their time
 * is over.
 * @param removal.key of the record, opened before a transaction begins: making it is a write of its own.
 * Without it, what has to go goes all the same, and nothing explains it.
 * @returns how many were to go.
 */
export async function removeEntries(
	removal: {
		type: 'entries-purged' | 'entries-erased';
		going: Going[];
		key: Buffer | null;
		now: Date;
	},
	executor: Executor
): Promise<number> {
	const { type, going, key, now } = removal;
	if (going.length === 0) return 0;
	const own = going.map(({ seq }) => [seq, seq] as const);
	const toldBefore = key ? going.flatMap((entry) => whatItExplains(key, entry)) : [];
	const removed = formatRanges([...own, ...toldBefore]);
	const entry = { id: crypto.randomUUID(), type, removed, createdAt: now };
	await executor.insert(securityEvents).values({
		...entry,
		kind: 'record',
		ipAddress: '',
		userAgent: '',
		...(key && { salt: removalProofOf(key, entry) })
	});
	await executor.delete(securityEvents).where(
		inArray(
			securityEvents.seq,
			going.map(({ seq }) => seq)
		)
	);
	// Not how many this call deleted: another process may be at the same ones, with more behind them.
	return going.length;
}
