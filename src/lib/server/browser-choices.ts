import type { Cookies } from '@sveltejs/kit';
import type { Locale } from '@/paraglide/runtime';
import { writeCookie } from './cookies';
import type { Theme } from './theme';

const maxAge = 400 * 24 * 60 * 60;

/** Keeps theme and language in this browser, for the pages that know nobody. */
export function writeBrowserChoices(
	cookies: Cookies,
	{ theme, locale }: { theme?: Theme | null | undefined; locale?: Locale | null | undefined }
): void {
	if (theme) writeCookie(cookies, 'theme', theme, maxAge);
	if (locale) writeCookie(cookies, 'locale', locale, maxAge);
}
