import type { Kept } from '../../lib/feature/feature.ts';

/** How long what this module keeps lives (docs/operations.md). */
export const keysKept: readonly Kept[] = [
	{
		what: 'Keys of the database’s own, sealed',
		tables: ['stored_keys'],
		ends: 'never',
		until: 'as long as the database; they are nobody’s'
	}
];
