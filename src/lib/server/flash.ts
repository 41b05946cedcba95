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

/** What to say on this page, once: its name, and the sentence in the reader's language; or `null`. */
export function takeFlash(cookies: Cookies): { key: FlashKey; text: string } | null {
	const key = readCookie(cookies, 'flash');
	if (!key) return null;
	deleteCookie(cookies, 'flash');
	return isFlashKey(key) ? { key, text: m[key]() } : null;
}

const isFlashKey = (key: string): key is FlashKey =>
	key.startsWith('flash_') && Object.hasOwn(m, key);
