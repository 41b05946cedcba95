import { lifetimes } from '$modules/limits/api/lifetimes';
import { takeLimits } from '$modules/limits/api/take-limits';
import { totps } from '../../../models/z.totp';
import { asOwner, type SessionOwner } from '../../session/session-owner';
import { createTotpSecret, sealTotpSecret } from '../totp/totp-secret';
import { getConfirmedTotp, getWaitingTotp, isWaitingTotp } from './totp-store';

/**
 * Begins to set up an app: a secret waits for the first code that is made with it. Begun again, it is
 * the same one, whichever tab asks: the app may have it already. Beside an app that counts it gets the
 * next number, and that one goes on until then.
 * @throws SessionEndedError; TryLaterError (429) past the limit of changes.
 */
export async function startTotp({ owner }: { owner: SessionOwner }): Promise<void> {
	const { userId } = owner;
	if (await getWaitingTotp({ userId }, new Date())) return;
	await takeLimits([['factor-changes', userId]]);
	await asOwner(owner, async (tx, now) => {
		if (await getWaitingTotp({ userId }, now, tx)) return;
		await tx.delete(totps).where(isWaitingTotp({ userId }));
		const before = await getConfirmedTotp({ userId }, tx);
		const id = crypto.randomUUID();
		await tx.insert(totps).values({
			id,
			userId,
			sealed: sealTotpSecret(id, createTotpSecret()),
			number: (before?.number ?? 0) + 1,
			createdAt: now,
			expiresAt: new Date(now.getTime() + lifetimes.totpSetUp)
		});
	});
}
