import type { Kept } from '../../lib/feature/feature.ts';
import { last } from '../limits/api/lifetimes-in-words.ts';

/** How long what this module keeps lives (docs/operations.md). */
export const activityKept: readonly Kept[] = [
	{
		what: 'The record of activity',
		tables: ['security_events'],
		ends: 'by time',
		until: `${last.securityEvent}, or until the account is erased`
	},
	{
		what: 'The chain over the record: numbers and hashes under a key, and who chains',
		tables: ['record_links', 'record_sealers'],
		ends: 'never',
		until: 'as long as the database; without their entries they tell nothing of anybody'
	}
];
