import type { Kept } from '../../lib/feature/feature.ts';
import { last } from '../limits/api/lifetimes-in-words.ts';

/** How long what this module keeps lives (docs/operations.md). */
export const oauthKept: readonly Kept[] = [
	{
		what: 'Ways to a provider',
		tables: ['oauth_transactions'],
		ends: 'by time',
		until: last.oauthTransaction
	}
];
