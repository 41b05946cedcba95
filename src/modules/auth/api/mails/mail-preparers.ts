import type { MailPreparers } from '$modules/mail/api/worker/prepare-mail';
import { inReadersLanguage } from './in-readers-language';
import { prepareAccountClosedMail } from './prepare-account-closed-mail';
import {
	prepareAccountReopenedMail,
	preparePasswordChangedMail
} from './prepare-account-news-mail';
import { prepareAccountSecuredMail } from './prepare-account-secured-mail';
import {
	prepareConnectionAddedMail,
	prepareConnectionRemovedMail
} from './prepare-connection-mail';
import { prepareEmailChangeMail } from './prepare-email-change-mail';
import { prepareEmailChangedMail } from './prepare-email-changed-mail';
import { prepareNewSignInMail } from './prepare-new-sign-in-mail';
import { preparePasswordResetMail } from './prepare-password-reset-mail';
import { prepareSignUpMail } from './prepare-sign-up-mail';

/** What each intent in the outbox becomes when it is sent. */
export const mailPreparers: MailPreparers = {
	'sign-up': inReadersLanguage(prepareSignUpMail),
	'password-reset': inReadersLanguage(preparePasswordResetMail),
	'password-changed': preparePasswordChangedMail,
	'connection-added': prepareConnectionAddedMail,
	'connection-removed': prepareConnectionRemovedMail,
	'new-sign-in': prepareNewSignInMail,
	'email-change': inReadersLanguage(prepareEmailChangeMail),
	'email-changed': prepareEmailChangedMail,
	'account-secured': prepareAccountSecuredMail,
	'account-closed': prepareAccountClosedMail,
	'account-reopened': prepareAccountReopenedMail
};
