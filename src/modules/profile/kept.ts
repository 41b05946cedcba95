import type { Kept } from '../../lib/feature/feature.ts';

/** How long what this module keeps lives (docs/operations.md). */
export const profileKept: readonly Kept[] = [
	{
		what: 'What people say about themselves, and their picture',
		tables: ['profiles', 'avatars'],
		ends: 'with the account',
		until: 'until its owner changes it, or the account is erased'
	}
];
