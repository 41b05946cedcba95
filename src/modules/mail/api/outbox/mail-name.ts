import { m } from '@/paraglide/messages';
import { ownMailName } from '@/feature/own-words';
import type { Feature } from '@/feature/feature';
import type { AnyTemplate, MailTemplate } from './create-mail';

const names: Record<MailTemplate, () => string> = {
	'sign-up': m.mail_name_sign_up,
	invitation: m.mail_name_invitation,
	'password-reset': m.mail_name_password_reset,
	'password-changed': m.mail_name_password_changed,
	'account-created': m.mail_name_account_created,
	'connection-added': m.mail_name_connection_added,
	'connection-removed': m.mail_name_connection_removed,
	'passkey-added': m.mail_name_passkey_added,
	'passkey-removed': m.mail_name_passkey_removed,
	'passkey-refused': m.mail_name_passkey_refused,
	'device-refused': m.mail_name_device_refused,
	'wrong-code': m.mail_name_wrong_code,
	'second-step-on': m.mail_name_second_step_on,
	'second-step-off': m.mail_name_second_step_off,
	'recovery-codes-made': m.mail_name_recovery_codes_made,
	'recovery-code-used': m.mail_name_recovery_code_used,
	'totp-added': m.mail_name_totp_added,
	'totp-moved': m.mail_name_totp_moved,
	'totp-removed': m.mail_name_totp_removed,
	'new-sign-in': m.mail_name_new_sign_in,
	'email-change': m.mail_name_email_change,
	'email-changed': m.mail_name_email_changed,
	'account-secured': m.mail_name_account_secured,
	'account-closed': m.mail_name_account_closed,
	'account-reopened': m.mail_name_account_reopened,
	'account-suspended': m.mail_name_account_suspended,
	'suspension-lifted': m.mail_name_suspension_lifted,
	'security-summary': m.mail_name_security_summary,
	'recovery-started': m.mail_name_recovery_started,
	'recovery-reminder': m.mail_name_recovery_reminder,
	'recovery-ready': m.mail_name_recovery_ready,
	'recovery-stopped': m.mail_name_recovery_stopped,
	'recovery-finished': m.mail_name_recovery_finished,
	'helper-acted': m.mail_name_helper_acted,
	'admin-acted-on': m.mail_name_admin_acted_on
};

/** Of a mail that a newer version or a feature asked for there may be no name. */
const known: Partial<Record<string, () => string>> = names;

/**
 * How a mail is called where it is spoken of, in the reader's language; the log has its template. What
 * nobody here has a name for goes by its template.
 */
export const mailName = (template: AnyTemplate, features: readonly Feature[]): string =>
	known[template]?.() ?? ownMailName(template, features) ?? template;
