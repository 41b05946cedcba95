import type { OwnMail } from '@/feature/own-news';
import { m } from '@/paraglide/messages';
import { env } from '@/server/env';
import { getMailOwner } from '$modules/auth/api/mails/owner-mail';
import { authPages } from '$modules/auth/routes/pages';

/** What is mailed, to the owner of the account. */
export const noteMails = {
	/** About a person, by id. */
	allRemoved: {
		template: 'notes/all-removed',
		name: m.notes_all_removed,
		async prepare({ about: userId, recipient: email, locale, createdAt }) {
			const owner = await getMailOwner(userId, locale);
			if (!owner) return null;
			const when = owner.format(createdAt);
			return {
				subject: m.notes_mail_all_removed({}, { locale }),
				heading: m.notes_mail_all_removed({}, { locale }),
				paragraphs: [m.notes_mail_all_removed_text({ when, email }, { locale })],
				action: {
					label: m.activity_title({}, { locale }),
					url: `${env().ORIGIN}${authPages.activity}`
				}
			};
		}
	}
} satisfies Record<string, OwnMail>;
