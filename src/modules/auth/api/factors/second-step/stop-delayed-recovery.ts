import { and, eq, inArray } from 'drizzle-orm';
import { recordEvent, type Helper } from '$modules/activity/api/record-event';
import type { ClientContext } from '@/server/client-context';
import type { Executor } from '@/server/db/create-db';
import { env } from '@/server/env';
import { delayedRecoveries } from '../../../models/z.delayed-recovery';
import { tokens } from '../../../models/z.token';
import { createOwnerMail } from '../../mails/owner-mail';

/** Voids the links of an account's delayed recovery, of whatever address and age. */
export const deleteRecoveryTokens = async (
	{ userId }: { userId: string },
	executor: Executor
): Promise<void> =>
	void (await executor
		.delete(tokens)
		.where(
			and(eq(tokens.userId, userId), inArray(tokens.purpose, ['recovery-stop', 'recovery-finish']))
		));

/**
 * Stops the delayed recovery of an account, in the transaction of what stops it: a veto, or a sign-in
 * with the factor that was said to be lost. Its links are void, and its owner is told. Whoever deletes
 * the row decides: of a veto and the last link at once, one acts.
 * @param input.method by what it was stopped, as the record keeps it.
 * @param input.by who did it, where it was not the owner.
 * @returns whether one was running.
 */
export async function stopDelayedRecovery(
	input: {
		userId: string;
		method?: string | undefined;
		by?: Helper;
		client: ClientContext;
		now: Date;
	},
	executor: Executor
): Promise<boolean> {
	if (env().RECOVERY_DELAY_HOURS === undefined) return false;
	const { userId, method, by, client, now } = input;
	const [stopped] = await executor
		.delete(delayedRecoveries)
		.where(eq(delayedRecoveries.userId, userId))
		.returning({ id: delayedRecoveries.id });
	if (!stopped) return false;
	await deleteRecoveryTokens({ userId }, executor);
	await recordEvent({ userId, type: 'recovery-stopped', method, by, client, now }, executor);
	await createOwnerMail({ template: 'recovery-stopped', userId, now }, executor);
	return true;
}
