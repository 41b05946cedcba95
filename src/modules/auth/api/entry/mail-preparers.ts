import type { Feature } from '@/feature/feature';
import type { MailPreparers, OurPreparers } from '$modules/mail/api/worker/prepare-mail';
import { notingSent, unlessBlocked } from '../mails/every-mail';
import { inReadersLanguage } from '../mails/in-readers-language';
import { prepareAccountClosedMail } from '../account/prepare-account-closed-mail';
import {
	prepareAccountReopenedMail,
	preparePasswordChangedMail,
	prepareSecuritySummaryMail
} from '../account/prepare-account-news-mail';
import { prepareAdminActedOnMail } from '../account/prepare-admin-acted-on-mail';
import { prepareHelperActedMail } from '../account/prepare-helper-acted-mail';
import {
	prepareAccountSuspendedMail,
	prepareSuspensionLiftedMail
} from '../account/prepare-suspension-mails';
import { prepareAccountSecuredMail } from '../recovery/prepare-account-secured-mail';
import {
	prepareAccountCreatedMail,
	prepareConnectionAddedMail,
	prepareConnectionRemovedMail
} from '../connections/prepare-connection-mail';
import {
	prepareRecoveryFinishedMail,
	prepareRecoveryReadyMail,
	prepareRecoveryReminderMail,
	prepareRecoveryStartedMail,
	prepareRecoveryStoppedMail
} from '../delayed-recovery/prepare-recovery-mails';
import { prepareInvitationMail } from '../invitations/prepare-invitation-mail';
import {
	prepareEmailChangeMail,
	prepareEmailChangedMail
} from '../email-change/prepare-email-change-mails';
import {
	prepareTotpAddedMail,
	prepareTotpMovedMail,
	prepareTotpRemovedMail
} from '../factors/apps/prepare-totp-mail';
import {
	preparePasskeyAddedMail,
	preparePasskeyRefusedMail,
	preparePasskeyRemovedMail
} from '../factors/passkeys/prepare-passkey-mail';
import { prepareDeviceRefusedMail } from '../factors/trusted-devices/prepare-device-refused-mail';
import {
	prepareRecoveryCodesMadeMail,
	prepareRecoveryCodeUsedMail,
	prepareSecondStepOffMail,
	prepareSecondStepOnMail
} from '../factors/second-step/prepare-second-step-mail';
import { prepareNewSignInMail } from '../sign-in/prepare-new-sign-in-mail';
import { prepareWrongCodeMail } from '../sign-in/prepare-wrong-code-mail';
import { preparePasswordResetMail } from '../reset/prepare-password-reset-mail';
import { passOverSignUpMail, prepareSignUpMail } from '../sign-up/prepare-sign-up-mail';

/** What each intent in the outbox becomes when it is sent. */
const preparers: OurPreparers = {
	'sign-up': inReadersLanguage(prepareSignUpMail),
	invitation: prepareInvitationMail,
	'password-reset': inReadersLanguage(preparePasswordResetMail),
	'password-changed': preparePasswordChangedMail,
	'account-created': prepareAccountCreatedMail,
	'connection-added': prepareConnectionAddedMail,
	'connection-removed': prepareConnectionRemovedMail,
	'passkey-added': preparePasskeyAddedMail,
	'passkey-removed': preparePasskeyRemovedMail,
	'passkey-refused': preparePasskeyRefusedMail,
	'device-refused': prepareDeviceRefusedMail,
	'wrong-code': prepareWrongCodeMail,
	'second-step-on': prepareSecondStepOnMail,
	'second-step-off': prepareSecondStepOffMail,
	'recovery-codes-made': prepareRecoveryCodesMadeMail,
	'recovery-code-used': prepareRecoveryCodeUsedMail,
	'totp-added': prepareTotpAddedMail,
	'totp-moved': prepareTotpMovedMail,
	'totp-removed': prepareTotpRemovedMail,
	'new-sign-in': prepareNewSignInMail,
	'email-change': inReadersLanguage(prepareEmailChangeMail),
	'email-changed': prepareEmailChangedMail,
	'account-secured': prepareAccountSecuredMail,
	'account-closed': prepareAccountClosedMail,
	'account-reopened': prepareAccountReopenedMail,
	'account-suspended': prepareAccountSuspendedMail,
	'suspension-lifted': prepareSuspensionLiftedMail,
	'security-summary': prepareSecuritySummaryMail,
	'recovery-started': prepareRecoveryStartedMail,
	'recovery-reminder': prepareRecoveryReminderMail,
	'recovery-ready': prepareRecoveryReadyMail,
	'recovery-stopped': prepareRecoveryStoppedMail,
	'recovery-finished': prepareRecoveryFinishedMail,
	'helper-acted': prepareHelperActedMail,
	'admin-acted-on': prepareAdminActedOnMail
};

/**
 * The same and those of features, as they are sent: nothing where its address is to get no mail, and
 * kept that it went out.
 */
export function mailPreparers(features: readonly Feature[]): MailPreparers {
	const own = features.flatMap(({ mails = [] }) => mails);
	const ofFeatures = Object.fromEntries(own.map(({ template, prepare }) => [template, prepare]));
	const all = notingSent({ ...ofFeatures, ...preparers });
	return unlessBlocked(all, { 'sign-up': passOverSignUpMail });
}
