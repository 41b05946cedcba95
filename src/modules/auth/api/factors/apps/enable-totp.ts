import { and, eq, isNull } from 'drizzle-orm';
import { recordEvent } from '$modules/activity/api/record-event';
import type { ClientContext } from '@/server/client-context';
import type { Executor } from '@/server/db/create-db';
import { totps } from '../../../models/z.totp';
import { createOwnerMail } from '../../mails/owner-mail';
import { countSetUp } from '../../session/count-set-up';
import { endTrust } from '../../session/end-access';
import type { SessionOwner } from '../../session/session-owner';
import type { NewRecoveryCodes } from '../recovery-codes/recovery-code-store';
import { keepRemovedFactor } from '../removed/removed-factors';
import { beginSecondStep } from '../second-step/begin-second-step';
import { useTotpCode, type FittingCode } from '../totp/totp-code';
import { isConfirmedTotp } from './totp-store';

export type EnabledTotp = {
	/** Recovery codes were made with it, and are to be shown. */
	isFirst: boolean;
	/** It took the place of another app. */
	isMoved: boolean;
	/** From when on known browsers count, see `keepKnownBrowser`; `null` where that stays as it was. */
	endedAt: Date | null;
	/** The session's new one, where it counts as proved by two factors from now on. */
	token: string | null;
};

/**
 * Makes an app that waited the one whose codes count, in the transaction of its owner: the code is
 * used up, the app before it kept for a week, the record and a mail tell of it. Whatever else asks for
 * a second step, the first app ends the other sessions, and one that takes over from another does not.
 * @returns `null` where it waits no more; nothing is written then.
 */
export async function enableTotp(
	input: {
		owner: SessionOwner;
		/** The code that was given, of the app that waits. */
		fitting: FittingCode;
		codes: NewRecoveryCodes;
		/** The account has to have a second factor, and this is its first. */
		isRequired: boolean;
		client: ClientContext;
		now: Date;
	},
	tx: Executor
): Promise<EnabledTotp | null> {
	const { owner, fitting, codes, isRequired, client, now } = input;
	const { userId } = owner;
	const it = and(eq(totps.id, fitting.totpId), eq(totps.userId, userId), isNull(totps.confirmedAt));
	if (!(await tx.select({ id: totps.id }).from(totps).where(it).get())) return null;

	const before = await tx.delete(totps).where(isConfirmedTotp({ userId })).returning();
	await keepRemovedFactor({ userId, kind: 'totp', rows: before, now }, tx);
	await tx
		.update(totps)
		.set({ confirmedAt: now, expiresAt: null, sessionStartedAt: null })
		.where(it);
	// What showed that the app is set up right is not what somebody signs in with.
	await useTotpCode(fitting, now, tx);
	await endTrust({ userId }, tx);

	const isMoved = before.length > 0;
	const type = isMoved ? 'totp-moved' : 'totp-added';
	const eventId = await recordEvent({ userId, type, client, now }, tx);
	const isFirst = !isMoved && (await beginSecondStep({ owner, codes, client, now }, tx));
	await createOwnerMail({ template: type, userId, eventId, now }, tx);
	const proof = { method: 'totp' } as const;
	const token = isRequired ? await countSetUp({ owner, proof, now }, tx) : null;
	return { isFirst, isMoved, endedAt: isMoved ? null : now, token };
}
