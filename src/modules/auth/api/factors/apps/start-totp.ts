import { lifetimes } from '$modules/limits/api/lifetimes';
import { takeLimits } from '$modules/limits/api/take-limits';
import { totps } from '../../../models/z.totp';
import { asOwner, type SessionOwner } from '../../session/session-owner';
import { createTotpSecret, sealTotpSecret } from '../totp/totp-secret';
import { getConfirmedTotp, getWaitingTotp, isWaitingTotp } from './totp-store';

/**
 * Begins to set up an app: a secret waits for the first code that is made with it. Begun again, it is
 * the same one, whichever tab of the session asks: the app may have it already. What another session
 * began gives way to a new one, so that nobody is handed a key that somebody else knows. Beside an app
 * that counts it gets the next number, and that one goes on until then.
 * @param input.startedAt when the session began.
 * @throws SessionEndedError; TryLaterError (429) past the limit of changes.
 */
export async function startTotp(input: { owner: SessionOwner; startedAt: Date }): Promise<void> {
	const { owner, startedAt } = input;
	const { userId } = owner;
	const own = { userId, startedAt };
	if (await getWaitingTotp(own, new Date())) return;
	await takeLimits([['factor-changes', userId]]);
	await asOwner(owner, async (tx, now) => {
		if (await getWaitingTotp(own, now, tx)) return;
		await tx.delete(totps).where(isWaitingTotp({ userId }));
		const before = await getConfirmedTotp({ userId }, tx);
		const id = crypto.randomUUID();
		await tx.insert(totps).values({
			id,
			userId,
			sealed: sealTotpSecret(id, createTotpSecret()),
			number: (before?.number ?? 0) + 1,
			createdAt: now,
			sessionStartedAt: startedAt,
			expiresAt: new Date(now.getTime() + lifetimes.totpSetUp)
		});
	});
}
