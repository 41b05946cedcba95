import { and, eq } from 'drizzle-orm';
import { hasEventAt } from '$modules/activity/api/event-store';
import type { PrepareMail } from '$modules/mail/api/worker/prepare-mail';
import { m } from '@/paraglide/messages';
import type { Locale } from '@/paraglide/runtime';
import { db } from '@/server/db/client';
import { passkeys } from '../../../models/z.passkey';
import { createNotMeMail } from '../../mails/create-not-me-mail';
import { getMailEvent } from '../../mails/owner-mail';
import { whatCameWithIt } from '../second-step/what-came-with-it';

const sentences = {
	'passkey-added': [
		m.mail_passkey_added_subject,
		m.mail_passkey_added_heading,
		m.mail_passkey_added_text
	],
	'passkey-removed': [
		m.mail_passkey_removed_subject,
		m.mail_passkey_removed_heading,
		m.mail_passkey_removed_text
	],
	'passkey-refused': [
		m.mail_passkey_refused_subject,
		m.mail_passkey_refused_heading,
		m.mail_passkey_refused_text
	]
} as const;

/**
 * Tells the owner that a passkey was added, removed or refused, and the way back if it was not them:
 * which and when stand in the record, where the passkey goes by its name.
 */
const prepare =
	(
		what: keyof typeof sentences,
		more: (event: Moment, locale: Locale) => Promise<string[]> = async () => []
	): PrepareMail<keyof typeof sentences> =>
	async (mail) => {
		const found = await getMailEvent(mail);
		if (!found) return null;
		const { event, owner } = found;
		const options = { locale: mail.locale };
		const [subject, heading, text] = sentences[what];
		const when = owner.format(event.createdAt);
		const name = event.method ?? '';
		return createNotMeMail(mail, owner, {
			subject: subject({}, options),
			heading: heading({}, options),
			paragraphs: [
				text({ name, email: mail.recipient, when }, options),
				...(await more(event, mail.locale))
			]
		});
	};

type Moment = { userId: string; createdAt: Date };

/** How it came to a passkey, where its owner may wonder, and what came with it: what is written in one transaction has one time. */
async function whyItIsThere({ userId, createdAt }: Moment, locale: Locale): Promise<string[]> {
	const made = await db
		.select({ isAutomatic: passkeys.isAutomatic })
		.from(passkeys)
		.where(and(eq(passkeys.userId, userId), eq(passkeys.createdAt, createdAt)))
		.get();
	if (made?.isAutomatic) return [m.mail_passkey_automatic_text({}, { locale })];
	const isByLink = await hasEventAt({ userId, type: 'password-reset', createdAt });
	const byLink = isByLink ? [m.mail_passkey_reset_text({}, { locale })] : [];
	return [...byLink, ...(await whatCameWithIt({ userId, createdAt }, locale))];
}

export const preparePasskeyAddedMail = prepare('passkey-added', whyItIsThere);
export const preparePasskeyRemovedMail = prepare('passkey-removed');
export const preparePasskeyRefusedMail = prepare('passkey-refused');
