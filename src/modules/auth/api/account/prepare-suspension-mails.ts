import type { PrepareMail } from '$modules/mail/api/worker/prepare-mail';
import { m } from '@/paraglide/messages';
import type { Locale } from '@/paraglide/runtime';
import { env } from '@/server/env';
import { authPages } from '../../routes/pages';
import { getMailOwner } from '../mails/owner-mail';
import { erasedAt } from './get-closed-account';

type MailOwner = NonNullable<Awaited<ReturnType<typeof getMailOwner>>>;

/** That a closed account stays closed, and until when it is there; nothing of an open one. */
function stillClosed({ closedAt, format }: MailOwner, locale: Locale): string[] {
	if (!closedAt) return [];
	return [m.mail_account_still_closed({ erased: format(erasedAt(closedAt)) }, { locale })];
}

const signIn = (locale: Locale) => ({
	label: m.sign_in_link({}, { locale }),
	url: `${env().ORIGIN}${authPages.signIn}`
});

/** Tells the owner that the account is suspended, what that means, and what is left to them. */
export const prepareAccountSuspendedMail: PrepareMail<'account-suspended'> = async (mail) => {
	const { userId, locale, recipient: email } = mail;
	const owner = await getMailOwner(userId, locale);
	// It may have been lifted before the mail went out.
	if (!owner?.suspendedAt) return null;
	const options = { locale };
	const when = owner.format(owner.suspendedAt);
	const left = owner.closedAt ? m.mail_account_suspended_data : m.mail_account_suspended_left;
	return {
		subject: m.mail_account_suspended_subject({}, options),
		heading: m.account_suspended_title({}, options),
		paragraphs: [
			m.mail_account_suspended_text({ email, when }, options),
			...stillClosed(owner, locale),
			left({}, options)
		],
		action: signIn(locale)
	};
};

/** Tells the owner that the account is theirs to use again; a closed one, to reopen. */
export const prepareSuspensionLiftedMail: PrepareMail<'suspension-lifted'> = async (mail) => {
	const { userId, locale, recipient: email, createdAt } = mail;
	const owner = await getMailOwner(userId, locale);
	// It may have been suspended once more.
	if (!owner || owner.suspendedAt) return null;
	const options = { locale };
	const text = { email, when: owner.format(createdAt) };
	return {
		subject: m.mail_suspension_lifted_subject({}, options),
		heading: m.mail_suspension_lifted_heading({}, options),
		paragraphs: [
			m.mail_suspension_lifted_text(text, options),
			...(owner.closedAt
				? [...stillClosed(owner, locale), m.mail_account_closed_keep({}, options)]
				: [m.mail_suspension_lifted_open({}, options)])
		],
		action: signIn(locale)
	};
};
