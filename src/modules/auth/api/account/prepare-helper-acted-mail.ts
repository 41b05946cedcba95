import type { PrepareMail } from '$modules/mail/api/worker/prepare-mail';
import { m } from '@/paraglide/messages';
import type { Locale } from '@/paraglide/runtime';
import { createNotMeMail } from '../mails/create-not-me-mail';
import { getMailEvent } from '../mails/owner-mail';
import { needsSecondStep } from '../user/second-step';
import { erasedAt } from './get-closed-account';

type MailEvent = NonNullable<Awaited<ReturnType<typeof getMailEvent>>>;
type MailOwner = MailEvent['owner'];
type Event = MailEvent['event'];

/** What helpers do, as the page of activity says it. What is not listed is told as itself alone. */
export const actSentences: Partial<Record<Event['type'], typeof m.activity_account_closed>> = {
	'account-closed': m.activity_account_closed,
	'account-reopened': m.activity_account_reopened,
	'all-sessions-ended': m.activity_all_sessions_ended,
	'reset-sent': m.activity_reset_sent,
	'factors-removed': m.activity_factors_removed,
	'factors-and-passkeys-removed': m.activity_factors_and_passkeys_removed,
	'limits-released': m.activity_limits_released,
	'role-given': m.activity_role_given,
	'role-taken': m.activity_role_taken,
	// Their owners get mails of their own; the other people who run the site get this one.
	'account-suspended': m.activity_account_suspended,
	'suspension-lifted': m.activity_suspension_lifted,
	// Of the first its owner is told on every page: no mail of any kind goes there.
	'address-blocked': m.activity_address_blocked,
	'address-unblocked': m.activity_address_unblocked
};

/**
 * Tells the owner what the people who run the site did with their account. Somebody may have asked for
 * it in the owner's name: the mail has the way back.
 */
export const prepareHelperActedMail: PrepareMail<'helper-acted'> = async (mail) => {
	const found = await getMailEvent(mail);
	const sentence = found && actSentences[found.event.type];
	if (!sentence) return null;
	const { event, owner } = found;
	const options = { locale: mail.locale };
	const what = sentence({}, options);
	const when = owner.format(event.createdAt);
	return createNotMeMail(mail, owner, {
		subject: m.mail_helper_acted_subject({}, options),
		heading: m.mail_helper_acted_heading({}, options),
		paragraphs: [
			m.mail_helper_acted_text({ email: mail.recipient, when, what }, options),
			...whatFollows(event, owner, mail.locale)
		],
		takingBack: m.mail_helper_acted_not_me({}, options)
	});
};

/** What the role asks of its owner. */
const roleAsks = (owner: MailOwner, locale: Locale): string =>
	needsSecondStep(owner)
		? m.mail_factor_required_has({}, { locale })
		: m.mail_factor_required_lacks({}, { locale });

/** Until when a closed account can be kept. */
function whatFollows({ type }: Event, owner: MailOwner, locale: Locale): string[] {
	if (type === 'role-given') return [roleAsks(owner, locale)];
	const { closedAt, suspendedAt, format } = owner;
	if (type !== 'account-closed' || !closedAt) return [];
	const erased = format(erasedAt(closedAt));
	if (!suspendedAt) return [m.mail_helper_acted_closed({ erased }, { locale })];
	return [
		m.mail_helper_acted_closed_suspended({ erased }, { locale }),
		m.mail_account_closed_suspended({}, { locale })
	];
}
