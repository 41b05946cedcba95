import { m } from '@/paraglide/messages';
import type { ListedEvent } from '../api/list-events';
import { methodName } from './method-name';

const happenings: Record<ListedEvent['type'], () => string> = {
	'signed-up': m.activity_signed_up,
	'signed-in': m.activity_signed_in,
	'signed-in-closed': m.activity_signed_in_closed,
	'signed-out': m.activity_signed_out,
	'sign-in-failed': m.activity_sign_in_failed,
	'session-ended': m.activity_session_ended,
	'sessions-ended': m.activity_sessions_ended,
	'not-me': m.activity_not_me,
	confirmed: m.activity_confirmed,
	'password-changed': m.activity_password_changed,
	'password-set': m.activity_password_set,
	'password-reset': m.activity_password_reset,
	'connection-added': m.activity_connection_added,
	'connection-removed': m.activity_connection_removed,
	'passkey-added': m.activity_passkey_added,
	'passkey-removed': m.activity_passkey_removed,
	'passkey-renamed': m.activity_passkey_renamed,
	'passkey-refused': m.activity_passkey_refused,
	'email-changed': m.activity_email_changed,
	'email-restored': m.activity_email_restored,
	'account-closed': m.activity_account_closed,
	'account-reopened': m.activity_account_reopened,
	exported: m.activity_exported
};

/** What happened and how: "Signed in: passkey “Phone”, on a new browser". */
export function eventSentence({
	type,
	method,
	passkey,
	newBrowser
}: Pick<ListedEvent, 'type' | 'method' | 'passkey' | 'newBrowser'>): string {
	const what = happenings[type]();
	if (!method) return what;
	const how = wayOf({ type, method, passkey });
	return m.activity_what_how({
		what,
		how: newBrowser ? m.activity_how_new_browser({ how }) : how
	});
}

function wayOf(event: { type: string; method: string; passkey: string | null }): string {
	const { type, method, passkey } = event;
	if (passkey !== null) return m.passkey_named({ name: passkey });
	// What happened to a passkey has its name there, which may be any word.
	return type.startsWith('passkey-') ? method : methodName(method);
}
