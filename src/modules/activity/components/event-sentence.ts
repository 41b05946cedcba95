import { m } from '@/paraglide/messages';
import type { ListedEvent } from '../api/list-events';
import type { SecurityEventType } from '../models/z.security-event';
import { methodName } from './method-name';

const happenings: Record<SecurityEventType, () => string> = {
	'signed-up': m.activity_signed_up,
	'signed-in': m.activity_signed_in,
	'signed-in-closed': m.activity_signed_in_closed,
	'signed-in-suspended': m.activity_signed_in_suspended,
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
	'second-step-asked': m.activity_second_step_asked,
	'second-step-failed': m.activity_second_step_failed,
	'second-step-on': m.activity_second_step_on,
	'second-step-off': m.activity_second_step_off,
	'second-step-by-app': m.activity_second_step_by_app,
	'totp-added': m.activity_totp_added,
	'totp-moved': m.activity_totp_moved,
	'totp-removed': m.activity_totp_removed,
	'recovery-codes-made': m.activity_recovery_codes_made,
	'recovery-code-used': m.activity_recovery_code_used,
	'device-trusted': m.activity_device_trusted,
	'device-forgotten': m.activity_device_forgotten,
	'device-refused': m.activity_device_refused,
	'factors-restored': m.activity_factors_restored,
	'recovery-started': m.activity_recovery_started,
	'recovery-stopped': m.activity_recovery_stopped,
	'recovery-finished': m.activity_recovery_finished,
	'email-changed': m.activity_email_changed,
	'email-restored': m.activity_email_restored,
	'account-closed': m.activity_account_closed,
	'account-reopened': m.activity_account_reopened,
	'account-suspended': m.activity_account_suspended,
	'suspension-lifted': m.activity_suspension_lifted,
	'account-viewed': m.activity_account_viewed,
	'all-sessions-ended': m.activity_all_sessions_ended,
	'reset-sent': m.activity_reset_sent,
	'factors-removed': m.activity_factors_removed,
	'factors-and-passkeys-removed': m.activity_factors_and_passkeys_removed,
	'limits-released': m.activity_limits_released,
	'role-given': m.activity_role_given,
	'role-taken': m.activity_role_taken,
	'address-blocked': m.activity_address_blocked,
	'address-unblocked': m.activity_address_unblocked,
	'invitation-sent': m.activity_invitation_sent,
	'invitation-sent-again': m.activity_invitation_sent_again,
	'invitation-revoked': m.activity_invitation_revoked,
	exported: m.activity_exported,
	'attempt-withdrawn': m.activity_attempt_withdrawn,
	'record-begun': m.activity_record_begun,
	'entries-purged': m.activity_entries_purged,
	'entries-erased': m.activity_entries_erased
};

/** Of an entry that a newer version or a feature made there may be no sentence. */
const known: Partial<Record<string, () => string>> = happenings;

type Told = Pick<ListedEvent, 'type' | 'method' | 'passkey' | 'newBrowser'>;

/**
 * What happened and how: "Signed in: passkey “Phone”, on a new browser".
 * @param event.own what a feature says of an entry of its own (`ownSentence`).
 */
export function eventSentence(event: Told & { own?: string | undefined }): string {
	const { type, method, passkey, newBrowser, own } = event;
	const what = own ?? known[type]?.() ?? m.activity_unknown({ type });
	if (!method) return what;
	const how = wayOf({ type, method, passkey });
	return m.activity_what_how({
		what,
		how: newBrowser ? m.activity_how_new_browser({ how }) : how
	});
}

function wayOf(event: { type: string; method: string; passkey: string | null }): string {
	const { type, method, passkey } = event;
	// What happened to a passkey has its name there, which may be any word.
	return type.startsWith('passkey-') ? method : methodName(method, { passkey });
}
