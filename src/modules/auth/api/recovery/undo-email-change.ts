import type { ClientContext } from '@/server/client-context';
import { db } from '@/server/db/client';
import { getUndoLink } from './get-undo-link';
import { recoverAccount } from './recover-account';

/**
 * Takes a change of address back, by the link that went to the old address. The account is its
 * owner's again: see {@link recoverAccount}. With several changes in a row the earliest link wins.
 * @returns `false` where the link was used, or is too old.
 */
export async function undoEmailChange(input: {
	token: string;
	client: ClientContext;
	now?: Date;
}): Promise<boolean> {
	const { token, client, now = new Date() } = input;
	return db.transaction(async (tx) => {
		const link = await getUndoLink({ token, now }, tx);
		if (!link) return false;
		const { userId, oldEmail: email, changedAt: since } = link;
		// Forgets the change, and with it this link and its twins.
		await recoverAccount({ userId, email, since, type: 'email-restored', client, now }, tx);
		return true;
	});
}
