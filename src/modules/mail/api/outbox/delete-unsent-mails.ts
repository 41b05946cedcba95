import { and, eq } from 'drizzle-orm';
import type { Executor } from '@/server/db/create-db';
import { outbox, type MailTemplate } from '../../models/z.outbox';

/** Takes back the mails of a template, to one address or about one subject, that were not sent yet. */
export async function deleteUnsentMails(
	mails: { template: MailTemplate } & ({ recipient: string } | { subjectId: string }),
	executor: Executor
): Promise<void> {
	const whose =
		'recipient' in mails
			? eq(outbox.recipient, mails.recipient)
			: eq(outbox.subjectId, mails.subjectId);
	await executor.delete(outbox).where(and(eq(outbox.template, mails.template), whose));
}
