import { removalProofOf, type Entry } from './digests';
import { parseRanges, type Range } from './ranges';

/** What of an entry has to be known before it goes. */
export type Going = Pick<Entry, 'seq' | 'id' | 'type' | 'removed' | 'salt' | 'createdAt'>;

/**
 * The numbers that may be missing by the word of an entry of ours: those that it names, or, of the one
 * with which the chain began, all before it. Nothing, of any other entry and of one that was forged.
 */
export function whatItExplains(key: Buffer, entry: Going): Range[] {
	if (entry.removed === null || entry.salt !== removalProofOf(key, entry)) return [];
	if (entry.type === 'record-begun') return entry.seq > 1 ? [[1, entry.seq - 1]] : [];
	return parseRanges(entry.removed);
}
