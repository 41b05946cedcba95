import { and, eq, notInArray } from 'drizzle-orm';
import { deleteUnsentMails } from '$modules/mail/api/outbox/outbox-store';
import type { Executor } from '@/server/db/create-db';
import { tokens } from '../../models/z.token';
import { users } from '../../models/z.user';

/**
 * Voids every mailed link of an account but those by which its owner takes something back: whoever
 * resets a password or changes the address must not be able to take these away. Those that were asked
 * for and wait to be mailed are voided too: a mail server may hold them back for a day.
 */
export async function deleteOpenTokens(
	{ userId }: { userId: string },
	executor: Executor
): Promise<void> {
	await executor
		.delete(tokens)
		.where(and(eq(tokens.userId, userId), notInArray(tokens.purpose, ['email-undo', 'not-me'])));

	await deleteUnsentMails({ template: 'email-change', userId }, executor);
	await deleteUnsentMails({ template: 'account-secured', userId }, executor);
	const [user] = await executor
		.select({ email: users.email })
		.from(users)
		.where(eq(users.id, userId));
	// Asked for by address: whether it has an account is not known before it is mailed.
	if (user)
		await deleteUnsentMails({ template: 'password-reset', recipient: user.email }, executor);
}
