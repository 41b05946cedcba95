import type { Pathname } from '$app/types';

/** Where preferences are chosen: for the account, and for a browser. */
export const preferencesPages = {
	account: '/settings/preferences',
	browser: '/preferences'
} as const satisfies Record<string, Pathname>;
