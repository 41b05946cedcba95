import { sql, type SQL } from 'drizzle-orm';
import { db } from '@/server/db/client';
import { outbox } from '../../models/z.outbox';
import type { MailTemplate } from './mail-subject';
import { announceMail, newMailRow, type NewMail } from './new-mail';

/**
 * `createMail` for a batch, where the mail is wanted on a condition that the database knows.
 * @returns `statement` notes it where the condition holds; `announce` is called once it did.
 */
export function createMailWhere<T extends MailTemplate>(mail: NewMail<T>) {
	const row = newMailRow(mail);
	const { id, template, recipient, locale, subjectId, createdAt, leasedUntil } = row;
	const time = createdAt.getTime();
	const lease = leasedUntil?.getTime() ?? null;
	return {
		statement: (condition: SQL) =>
			db.insert(outbox).select(sql`
				select ${id}, ${template}, ${recipient}, ${locale}, ${subjectId}, ${time}, 0, ${time}, ${lease}
				where ${condition}`),
		announce: () => announceMail(row)
	};
}
