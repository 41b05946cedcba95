import type { Kept } from '../../lib/feature/feature.ts';

/** How long what this module keeps lives (docs/operations.md). */
export const preferencesKept: readonly Kept[] = [
	{
		what: 'What people prefer: theme, language, time zone, mails',
		tables: ['preferences'],
		ends: 'with the account',
		until: 'until its owner changes it, or the account is erased'
	}
];
