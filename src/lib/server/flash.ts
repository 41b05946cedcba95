import type { Cookies } from '@sveltejs/kit';
import { m } from '@/paraglide/messages';
import { deleteCookie, readCookie, writeCookie } from './cookies';

/**
 * What a page says after a redirect: the name of a message that begins with `flash_` and takes nothing.
 * The cookie carries this name alone, never text.
 */
type FlashKey = Extract<keyof typeof m, `flash_${string}`>;

/** Says a sentence on the next page. */
export function setFlash(cookies: Cookies, key: FlashKey): void {
	writeCookie(cookies, 'flash', key, 60);
}

/** The sentence to say on this page, once, in the reader's language; or `null`. */
export function takeFlash(cookies: Cookies): string | null {
	const key = readCookie(cookies, 'flash');
	if (!key) return null;
	deleteCookie(cookies, 'flash');
	return isFlashKey(key) ? m[key]() : null;
}

const isFlashKey = (key: string): key is FlashKey =>
	key.startsWith('flash_') && Object.hasOwn(m, key);
