import { m } from '@/paraglide/messages';
import type { Locale } from '@/paraglide/runtime';
import { env } from '@/server/env';
import { hasEventAt } from '$modules/activity/api/event-store';
import type { PrepareMail } from '$modules/mail/api/worker/prepare-mail';
import { getProvider } from '$modules/oauth/api/get-provider';
import { listConnections } from '../connections/connection-store';
import { listPasskeys } from '../factors/passkeys/passkey-store';
import { authPages } from '../../routes/pages';
import { createNotMeMail } from '../mails/create-not-me-mail';
import { getWarnedOwner } from '../mails/owner-mail';
import { needsSecondStep } from '../user/second-step';

const sentences = {
	'password-changed': [
		m.mail_password_changed_subject,
		m.mail_password_changed_heading,
		m.mail_password_changed_text
	],
	'password-set': [
		m.mail_password_set_subject,
		m.mail_password_set_heading,
		m.mail_password_set_text
	],
	'account-reopened': [
		m.mail_account_reopened_subject,
		m.mail_account_reopened_heading,
		m.mail_account_reopened_text
	],
	'security-summary': [
		m.mail_security_summary_subject,
		m.mail_security_summary_heading,
		m.mail_security_summary_text
	]
} as const;

type MailOwner = NonNullable<Awaited<ReturnType<typeof getWarnedOwner>>>;

const recordUrl = () => `${env().ORIGIN}${authPages.activity}`;

/** Tells the owner what happened to their account and when, and the way back if it was not them. */
const prepare =
	(
		what: keyof typeof sentences,
		more: (owner: MailOwner, locale: Locale) => Promise<string[]> = async () => []
	): PrepareMail<'password-changed' | 'account-reopened' | 'security-summary'> =>
	async (mail) => {
		const owner = await getWarnedOwner(mail);
		if (!owner) return null;
		const options = { locale: mail.locale };
		const [subject, heading, text] = sentences[what];
		const when = owner.format(mail.createdAt);
		return createNotMeMail(mail, owner, {
			subject: subject({}, options),
			heading: heading({}, options),
			paragraphs: [
				text({ email: mail.recipient, when, url: recordUrl() }, options),
				...(await more(owner, mail.locale))
			]
		});
	};

/** What another password leaves as it was: the second step, and ways in that somebody may have added. */
async function whatStays(owner: MailOwner, locale: Locale): Promise<string[]> {
	const step = needsSecondStep(owner) ? [m.second_step_stays({}, { locale })] : [];
	return [...step, ...(await otherWays(owner.id, locale))];
}

async function otherWays(userId: string, locale: Locale): Promise<string[]> {
	const connections = await listConnections({ userId });
	const providers = connections.flatMap(({ provider }) => getProvider(provider)?.name ?? []);
	const passkeys = (await listPasskeys({ userId })).map(({ name }) =>
		m.passkey_named({ name }, { locale })
	);
	const names = [...passkeys, ...providers];
	if (names.length === 0) return [];
	const ways = new Intl.ListFormat(locale).format(names);
	const page = passkeys.length > 0 ? authPages.security : authPages.connections;
	const url = `${env().ORIGIN}${page}`;
	return [m.mail_password_changed_ways({ ways, url }, { locale })];
}

const prepareChanged = prepare('password-changed', whatStays);
const prepareSet = prepare('password-set', whatStays);

/** A first password was not changed: the record says which it was, at the time of the mail. */
export const preparePasswordChangedMail: PrepareMail<'password-changed'> = async (mail) => {
	const { userId, createdAt } = mail;
	const isFirst = await hasEventAt({ userId, type: 'password-set', createdAt });
	return (isFirst ? prepareSet : prepareChanged)(mail);
};
export const prepareAccountReopenedMail = prepare('account-reopened');
export const prepareSecuritySummaryMail = prepare('security-summary');
