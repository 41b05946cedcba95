import { createHmac } from 'node:crypto';
import { getTableColumns } from 'drizzle-orm';
import { securityEvents } from '../../models/z.security-event';

/** An entry of the record, with every column. */
export type Entry = typeof securityEvents.$inferSelect;

/**
 * Of every column of an entry, a new one as well, under the key of the record. A column that says
 * nothing is left out: one that is added later does not change what was chained before it.
 */
export function digestOf(key: Buffer, entry: Entry): string {
	const said = Object.entries(getTableColumns(securityEvents))
		.map(([name, column]) => [column.name, plain(entry[name as keyof Entry])] as const)
		.filter(([, value]) => value !== null)
		.sort(([one], [other]) => (one < other ? -1 : 1));
	return proofOf(key, ['entry', said]);
}

const plain = (value: Entry[keyof Entry]) => (value instanceof Date ? value.getTime() : value);

/** The link of an entry: over the one before, or `null` for the first. */
export const linkOf = (
	key: Buffer,
	{ before, seq, digest }: { before: string | null; seq: number; digest: string }
): string => proofOf(key, ['link', before, seq, digest]);

/**
 * Proves that an entry which tells what became of others is ours: whoever can write to the database
 * alone cannot make one. It takes the place of the entry's salt, since nothing in it is about anybody.
 */
export const removalProofOf = (
	key: Buffer,
	{ id, type, removed, createdAt }: Pick<Entry, 'id' | 'type' | 'removed' | 'createdAt'>
): string => proofOf(key, ['removal', id, type, removed, createdAt.getTime()]);

const proofOf = (key: Buffer, said: unknown): string =>
	createHmac('sha256', key).update(JSON.stringify(said)).digest('base64url');
