import type { Cookies } from '@sveltejs/kit';
import { m } from '@/paraglide/messages';
import { deleteCookie, readCookie, writeCookie } from './cookies';

/** What a page says after a redirect. The cookie carries the key alone, never text. */
const sentences = {
	'account-created': () => m.flash_account_created(),
	'password-changed': () => m.flash_password_changed(),
	'password-reset': () => m.flash_password_reset(),
	'code-sent': () => m.flash_code_sent(),
	'profile-saved': () => m.flash_profile_saved(),
	'connection-added': () => m.flash_connection_added(),
	'connection-removed': () => m.flash_connection_removed(),
	'avatar-saved': () => m.flash_avatar_saved(),
	'avatar-removed': () => m.flash_avatar_removed(),
	'preferences-saved': () => m.flash_preferences_saved(),
	'session-ended': () => m.flash_session_ended(),
	'sessions-ended': () => m.flash_sessions_ended(),
	'not-me': () => m.flash_not_me(),
	'email-changed': () => m.flash_email_changed(),
	'account-secured': () => m.flash_account_secured(),
	'account-closed': () => m.flash_account_closed(),
	'account-reopened': () => m.flash_account_reopened(),
	'signed-out': () => m.flash_signed_out()
};
export type FlashKey = keyof typeof sentences;

/** Says a sentence on the next page. */
export function setFlash(cookies: Cookies, key: FlashKey): void {
	writeCookie(cookies, 'flash', key, 60);
}

/** The sentence to say on this page, once, in the reader's language; or `null`. */
export function takeFlash(cookies: Cookies): string | null {
	const key = readCookie(cookies, 'flash');
	if (!key) return null;
	deleteCookie(cookies, 'flash');
	return Object.hasOwn(sentences, key) ? sentences[key as FlashKey]() : null;
}
