import { eq } from 'drizzle-orm';
import { createMail } from '$modules/mail/api/outbox/create-mail';
import { getPreferences } from '$modules/preferences/api/get-preferences';
import { getLocale } from '@/paraglide/runtime';
import type { Executor } from '@/server/db/create-db';
import { users } from '../../models/z.user';

/**
 * Asks for a mail to an account's owner, in the language they chose, else in that of the request.
 * @param mail.recipient by default the account's address.
 * @param mail.subjectId by default the account.
 */
export async function createOwnerMail(
	mail: {
		template: Parameters<typeof createMail>[0]['template'];
		userId: string;
		recipient?: string;
		subjectId?: string | undefined;
		now: Date;
	},
	executor: Executor
): Promise<void> {
	const { template, userId, subjectId = userId, now } = mail;
	const user = await executor
		.select({ email: users.email })
		.from(users)
		.where(eq(users.id, userId))
		.get();
	const recipient = mail.recipient ?? user?.email;
	if (!recipient) return;
	const { locale } = await getPreferences({ userId }, executor);
	await createMail(
		{ template, recipient, locale: locale ?? getLocale(), subjectId, now },
		executor
	);
}
