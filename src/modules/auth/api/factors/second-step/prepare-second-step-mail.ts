import type { PrepareMail } from '$modules/mail/api/worker/prepare-mail';
import { hasProviders } from '$modules/oauth/api/get-provider';
import { m } from '@/paraglide/messages';
import type { Locale } from '@/paraglide/runtime';
import { env } from '@/server/env';
import { authPages } from '../../../routes/pages';
import { createNotMeMail } from '../../mails/create-not-me-mail';
import { getMailEvent } from '../../mails/owner-mail';
import { FEW_CODES } from '../recovery-codes/recovery-code';
import { countRecoveryCodes } from '../recovery-codes/recovery-code-store';
import { whatCameWithIt } from './what-came-with-it';

const sentences = {
	'second-step-on': [
		m.mail_second_step_on_subject,
		m.mail_second_step_on_heading,
		m.mail_second_step_on_text
	],
	'second-step-off': [
		m.mail_second_step_off_subject,
		m.mail_second_step_off_heading,
		m.mail_second_step_off_text
	],
	'recovery-codes-made': [
		m.mail_recovery_codes_made_subject,
		m.mail_recovery_codes_made_heading,
		m.mail_recovery_codes_made_text
	],
	'recovery-code-used': [
		m.mail_recovery_code_used_subject,
		m.mail_recovery_code_used_heading,
		m.mail_recovery_code_used_text
	]
} as const;

/** What is said instead where the step comes after a password alone. */
const afterPassword: Partial<Record<keyof typeof sentences, typeof m.mail_second_step_on_text>> = {
	'second-step-on': m.mail_second_step_on_text_no_provider,
	'second-step-off': m.mail_second_step_off_text_no_provider
};

type Happened = { userId: string; createdAt: Date };

/** Tells the owner what became of the second step and its codes, and the way back if it was not them. */
const prepare =
	(
		what: keyof typeof sentences,
		more: (event: Happened, locale: Locale) => Promise<string[]> = async () => []
	): PrepareMail<keyof typeof sentences> =>
	async (mail) => {
		const found = await getMailEvent(mail);
		if (!found) return null;
		const { event, owner } = found;
		const options = { locale: mail.locale };
		const [subject, heading, afterAny] = sentences[what];
		const text = (!hasProviders() && afterPassword[what]) || afterAny;
		const when = owner.format(event.createdAt);
		return createNotMeMail(mail, owner, {
			subject: subject({}, options),
			heading: heading({}, options),
			paragraphs: [
				text({ email: mail.recipient, when }, options),
				...(await more(event, mail.locale))
			]
		});
	};

/** How many are left when the mail is sent, and where new ones are made once they are few. */
async function whatIsLeft({ userId }: Happened, locale: Locale): Promise<string[]> {
	const left = await countRecoveryCodes({ userId });
	const options = { locale };
	const text = m.recovery_codes_left({ left }, options);
	if (left > FEW_CODES) return [text];
	const url = `${env().ORIGIN}${authPages.security}`;
	return [text, m.mail_recovery_code_used_few({ url }, options)];
}

export const prepareSecondStepOnMail = prepare('second-step-on', whatCameWithIt);
export const prepareSecondStepOffMail = prepare('second-step-off');
export const prepareRecoveryCodesMadeMail = prepare('recovery-codes-made');
export const prepareRecoveryCodeUsedMail = prepare('recovery-code-used', whatIsLeft);
