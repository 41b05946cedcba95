import type { Cookies } from '@sveltejs/kit';
import { readCookie } from './cookies';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** The theme that was chosen in this browser; `system` follows the device. */
export function readTheme(cookies: Cookies): Theme {
	const chosen = readCookie(cookies, 'theme');
	return themes.find((theme) => theme === chosen) ?? 'system';
}
