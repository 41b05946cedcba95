import type { Cookies } from '@sveltejs/kit';

/** By what this browser's challenges are bound to it: random, written once a browser. */
export function passkeyBrowser(_: Cookies): string {
	throw new Error('not built yet');
}

/** The same for a request that only answers; `null` where the browser brings none. */
export function readPasskeyBrowser(_: Cookies): string | null {
	throw new Error('not built yet');
}
