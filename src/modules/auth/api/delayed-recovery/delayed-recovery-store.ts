import { and, eq, isNotNull, lte, sql } from 'drizzle-orm';
import { lifetimes } from '$modules/limits/api/lifetimes';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import { env } from '@/server/env';
import { delayedRecoveries } from '../../models/z.delayed-recovery';
import { tokens } from '../../models/z.token';
import { users } from '../../models/z.user';
import { validToken } from '../token/token-store';

/** How long a delayed recovery waits, in milliseconds; `null` where the operator allows none. */
export function recoveryDelay(): number | null {
	const hours = env().RECOVERY_DELAY_HOURS;
	return hours === undefined ? null : hours * 60 * 60 * 1000;
}

/** When the last link is no longer good, however often it was mailed: counted from its offer. */
export const lastLinkEnds = (offeredAt: Date): Date =>
	new Date(offeredAt.getTime() + lifetimes.delayedRecovery);

/** Puts the end off, where less than half the time would be left of it. */
export const halfIsLeft = (now: Date) =>
	sql`max(${delayedRecoveries.dueAt}, ${now.getTime() + (recoveryDelay() ?? 0) / 2})`;

/** The recovery that is running for an account, or `null`. */
export const getDelayedRecovery = async ({ userId }: { userId: string }, executor: Executor = db) =>
	(await executor
		.select()
		.from(delayedRecoveries)
		.where(eq(delayedRecoveries.userId, userId))
		.get()) ?? null;

/**
 * What a link of a delayed recovery is about, or `null`. Any address that was told can stop it; to
 * finish it takes the one that the account has, and the time must be over. Looking does not use it up.
 */
export async function getRecoveryLink(
	{ token, purpose }: { token: string; purpose: 'recovery-stop' | 'recovery-finish' },
	executor: Executor = db
) {
	if (recoveryDelay() === null) return null;
	const now = new Date();
	const isDue = and(
		eq(tokens.email, users.email),
		isNotNull(delayedRecoveries.offeredAt),
		lte(delayedRecoveries.dueAt, now)
	);
	const link = await executor
		.select({
			userId: users.id,
			email: users.email,
			requestedAt: delayedRecoveries.requestedAt
		})
		.from(tokens)
		.innerJoin(users, eq(users.id, tokens.userId))
		.innerJoin(delayedRecoveries, eq(delayedRecoveries.userId, users.id))
		.where(
			and(validToken({ token, purpose, now }), purpose === 'recovery-finish' ? isDue : undefined)
		)
		.get();
	return link ?? null;
}
