import { and, eq, gt, isNotNull, isNull } from 'drizzle-orm';
import { db } from '@/server/db/client';
import type { Executor } from '@/server/db/create-db';
import type { SealedRows } from '@/server/db/sealed-rows';
import { totps } from '../../../models/z.totp';
import { asOwner, type SessionOwner } from '../../session/session-owner';
import { openTotpSecret, TOTP_PURPOSE } from '../totp/totp-secret';

type OfUser = { userId: string };
/** Of a person in one of their sessions: `startedAt` is when it began. */
type OfSession = OfUser & { startedAt: Date };

/** The condition of the app whose codes count. */
export const isConfirmedTotp = ({ userId }: OfUser) =>
	and(eq(totps.userId, userId), isNotNull(totps.confirmedAt));

/** The condition of the app that waits for its first code, or did. */
export const isWaitingTotp = ({ userId }: OfUser) =>
	and(eq(totps.userId, userId), isNull(totps.confirmedAt));

/** The app whose codes count, or `null`; `isLost` where its secret cannot be opened. */
export async function getConfirmedTotp(of: OfUser, executor: Executor = db) {
	const row = await executor.select().from(totps).where(isConfirmedTotp(of)).get();
	if (!row) return null;
	const { id, number, confirmedAt, lastUsedAt, sealed } = row;
	return { id, number, confirmedAt, lastUsedAt, isLost: openTotpSecret(id, sealed) === null };
}

/** The condition of the app that waits for its first code in the session that began to set it up. */
const isOwnWaitingTotp = ({ userId, startedAt }: OfSession) =>
	and(isWaitingTotp({ userId }), eq(totps.sessionStartedAt, startedAt));

/**
 * The app that waits for its first code in a session, with its secret; `null` where none does, or none
 * can. One that another session began is none: whoever sits there would know its key.
 */
export async function getWaitingTotp(of: OfSession, now: Date, executor: Executor = db) {
	const row = await executor
		.select()
		.from(totps)
		.where(and(isOwnWaitingTotp(of), gt(totps.expiresAt, now)))
		.get();
	const secret = row ? openTotpSecret(row.id, row.sealed) : null;
	if (!row?.expiresAt || secret === null) return null;
	return { id: row.id, number: row.number, expiresAt: row.expiresAt, secret };
}

/**
 * Gives up setting up an app, as far as this session began it. One that counts already goes on.
 * @param input.startedAt when the session began.
 * @throws SessionEndedError
 */
export const cancelTotp = (input: { owner: SessionOwner; startedAt: Date }): Promise<void> =>
	asOwner(input.owner, async (tx) => {
		const { owner, startedAt } = input;
		await tx.delete(totps).where(isOwnWaitingTotp({ userId: owner.userId, startedAt }));
	});

/** The keys of apps, as the change of `AUTH_SECRET` finds them. */
export const sealedTotps: SealedRows = {
	table: totps,
	id: totps.id,
	sealed: totps.sealed,
	purpose: TOTP_PURPOSE
};
