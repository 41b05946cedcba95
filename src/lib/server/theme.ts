import type { RequestEvent } from '@sveltejs/kit';
import { readCookie } from './cookies';

export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

/** The theme chosen for the account, else in this browser; `system` follows the device. */
export function readTheme({ locals, cookies }: Pick<RequestEvent, 'locals' | 'cookies'>): Theme {
	const chosen = locals.user?.theme ?? readCookie(cookies, 'theme');
	return themes.find((theme) => theme === chosen) ?? 'system';
}
