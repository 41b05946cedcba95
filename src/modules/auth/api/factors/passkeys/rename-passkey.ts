import { and, eq } from 'drizzle-orm';
import { recordEvent } from '$modules/activity/api/record-event';
import { takeLimits } from '$modules/limits/api/take-limits';
import type { ClientContext } from '@/server/client-context';
import { passkeys } from '../../../models/z.passkey';
import { asOwner, type SessionOwner } from '../../session/session-owner';
import { proposePasskeyName } from './passkey-name';

/**
 * Gives a passkey of the person another name. One that it has already changes nothing.
 * @param input.name as {@link passkeyName} gives it; nothing for the proposed one.
 * @returns `false` where there is no such passkey of theirs.
 * @throws SessionEndedError; TryLaterError (429) past the limit of changes.
 */
export async function renamePasskey(input: {
	owner: SessionOwner;
	id: string;
	name: string | null;
	client: ClientContext;
}): Promise<boolean> {
	const { owner, id, client } = input;
	const { userId } = owner;
	await takeLimits([['passkey-changes', userId]]);
	return asOwner(owner, async (tx, now) => {
		const own = and(eq(passkeys.id, id), eq(passkeys.userId, userId));
		const passkey = await tx
			.select({ aaguid: passkeys.aaguid, name: passkeys.name })
			.from(passkeys)
			.where(own)
			.get();
		if (!passkey) return false;
		const { aaguid } = passkey;
		const name = input.name || proposePasskeyName({ aaguid, userAgent: client.userAgent });
		if (name === passkey.name) return true;
		await tx.update(passkeys).set({ name }).where(own);
		await recordEvent({ userId, type: 'passkey-renamed', method: name, client, now }, tx);
		return true;
	});
}
