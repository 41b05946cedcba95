import type { PrepareMails } from '$modules/mail/api/content/mail-content';
import { preparePasswordChangedMail } from './prepare-password-changed-mail';
import { preparePasswordResetMail } from './prepare-password-reset-mail';
import { prepareSignUpMail } from './prepare-sign-up-mail';

/** What each intent in the outbox becomes when it is sent. */
export const mailPreparers: PrepareMails = {
	'sign-up': prepareSignUpMail,
	'password-reset': preparePasswordResetMail,
	'password-changed': preparePasswordChangedMail
};
