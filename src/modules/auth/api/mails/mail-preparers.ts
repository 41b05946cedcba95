import type { MailPreparers } from '$modules/mail/api/worker/prepare-mail';
import {
	prepareConnectionAddedMail,
	prepareConnectionRemovedMail
} from './prepare-connection-mail';
import { preparePasswordChangedMail } from './prepare-password-changed-mail';
import { preparePasswordResetMail } from './prepare-password-reset-mail';
import { prepareSignUpMail } from './prepare-sign-up-mail';

/** What each intent in the outbox becomes when it is sent. */
export const mailPreparers: MailPreparers = {
	'sign-up': prepareSignUpMail,
	'password-reset': preparePasswordResetMail,
	'password-changed': preparePasswordChangedMail,
	'connection-added': prepareConnectionAddedMail,
	'connection-removed': prepareConnectionRemovedMail
};
