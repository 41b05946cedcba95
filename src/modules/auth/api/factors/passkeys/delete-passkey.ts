import { and, eq } from 'drizzle-orm';
import { recordEvent } from '$modules/activity/api/record-event';
import type { ClientContext } from '@/server/client-context';
import { passkeys } from '../../../models/z.passkey';
import { createOwnerMail } from '../../mails/owner-mail';
import { endTrust } from '../../session/end-access';
import { asOwner, type SessionOwner } from '../../session/session-owner';
import { countWaysIn } from '../../user/count-ways-in';
import { keepRemovedFactor } from '../removed/removed-factors';
import { endSecondStepIfNothingIsLeft } from '../second-step/end-second-step';

type Result = { ok: true; credentialId: string } | { ok: false; reason: 'none' | 'last-way-in' };

/**
 * Removes a passkey and tells the owner by mail; with the last one the second step ends, where there
 * is no app. Counting the ways in and deleting are one
 * transaction, so that two requests at once cannot take the last two.
 * @throws SessionEndedError
 */
export async function deletePasskey(input: {
	owner: SessionOwner;
	id: string;
	client: ClientContext;
}): Promise<Result> {
	const { owner, id, client } = input;
	const { userId } = owner;
	return asOwner(owner, async (tx, now) => {
		const own = and(eq(passkeys.id, id), eq(passkeys.userId, userId));
		const passkey = await tx.select().from(passkeys).where(own).get();
		if (!passkey) return { ok: false, reason: 'none' };
		const others = await countWaysIn({ userId, without: { passkeyId: id } }, tx);
		if (others === 0) return { ok: false, reason: 'last-way-in' };

		await keepRemovedFactor({ userId, kind: 'passkey', rows: [passkey], now }, tx);
		await tx.delete(passkeys).where(own);
		await endTrust({ userId }, tx);
		const eventId = await recordEvent(
			{ userId, type: 'passkey-removed', method: passkey.name, client, now },
			tx
		);
		await createOwnerMail({ template: 'passkey-removed', userId, eventId, now }, tx);
		await endSecondStepIfNothingIsLeft({ userId, client, now }, tx);
		return { ok: true, credentialId: passkey.credentialId };
	});
}
